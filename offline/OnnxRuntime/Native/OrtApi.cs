namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// Calls the engine's C API. Every argument of the functions in <see cref="OrtFunction"/> is an integer or a pointer
/// and travels in one register-sized slot, so a handful of shapes covers them all. A status that is not null is
/// released and thrown as <see cref="OnnxRuntimeException"/>.
/// </summary>
internal static unsafe class OrtApi
{
    /// <summary>The newest function used, GetResizedStringTensorElementBuffer, came with version 15.</summary>
    private const uint ApiVersion = 15;

    private static nint _table;

    internal static string Version => Utf8.Read(((delegate* unmanaged<nint>)ApiBase()[1])());

    internal static void Invoke(OrtFunction function, nint a) =>
        Check(((delegate* unmanaged<nint, nint>)Find(function))(a));

    internal static void Invoke(OrtFunction function, nint a, nint b) =>
        Check(((delegate* unmanaged<nint, nint, nint>)Find(function))(a, b));

    internal static void Invoke(OrtFunction function, nint a, nint b, nint c) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Find(function))(a, b, c));

    internal static void Invoke(OrtFunction function, nint a, nint b, nint c, nint d) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint>)Find(function))(a, b, c, d));

    internal static void Invoke(OrtFunction function, nint a, nint b, nint c, nint d, nint e) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint, nint>)Find(function))(a, b, c, d, e));

    /// <summary>
    /// Calls a function whose last parameter receives its result. A 32-bit result fills the low half: cast it to int.
    /// </summary>
    internal static nint Get(OrtFunction function)
    {
        nint result = 0;
        Invoke(function, (nint)(&result));
        return result;
    }

    internal static nint Get(OrtFunction function, nint a)
    {
        nint result = 0;
        Invoke(function, a, (nint)(&result));
        return result;
    }

    internal static nint Get(OrtFunction function, nint a, nint b)
    {
        nint result = 0;
        Invoke(function, a, b, (nint)(&result));
        return result;
    }

    internal static nint Get(OrtFunction function, nint a, nint b, nint c)
    {
        nint result = 0;
        Invoke(function, a, b, c, (nint)(&result));
        return result;
    }

    internal static nint Get(OrtFunction function, nint a, nint b, nint c, nint d)
    {
        nint result = 0;
        Invoke(function, a, b, c, d, (nint)(&result));
        return result;
    }

    internal static nint Get(OrtFunction function, nint a, nint b, nint c, nint d, nint e)
    {
        nint result = 0;
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint, nint*, nint>)Find(function))(a, b, c, d, e, &result));
        return result;
    }

    internal static nint Get(OrtFunction function, nint a, nint b, nint c, nint d, nint e, nint f)
    {
        nint result = 0;
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint*, nint>)Find(function))(a, b, c, d, e, f, &result));
        return result;
    }

    internal static void Run(
        nint session, nint options, nint* inputNames, nint* inputs, int inputCount, nint* outputNames, int outputCount, nint* outputs) =>
        Check(((delegate* unmanaged<nint, nint, nint*, nint*, nint, nint*, nint, nint*, nint>)Find(OrtFunction.Run))(
            session, options, inputNames, inputs, inputCount, outputNames, outputCount, outputs));

    /// <summary>Calls a function that returns nothing: the releases and the two that clear a binding.</summary>
    internal static void InvokeVoid(OrtFunction function, nint a) => ((delegate* unmanaged<nint, void>)Find(function))(a);

    /// <summary>Calls one of the provider functions that stand beside the table as exports of the library.</summary>
    /// <exception cref="EntryPointNotFoundException">The engine was built without that export.</exception>
    internal static void InvokeExport(string name, nint options, int value) =>
        Check(((delegate* unmanaged<nint, int, nint>)EngineLibrary.Export(name))(options, value));

    private static nint Find(OrtFunction function)
    {
        var table = Volatile.Read(ref _table);
        return ((nint*)(table != 0 ? table : Load()))[(int)function];
    }

    private static nint Load()
    {
        var table = ((delegate* unmanaged<uint, nint>)ApiBase()[0])(ApiVersion);
        if (table == 0)
        {
            throw new NotSupportedException($"ONNX Runtime {Version} is too old: version 1.{ApiVersion} or newer is needed.");
        }

        Volatile.Write(ref _table, table);
        return table;
    }

    /// <summary>OrtApiBase: { GetApi(version), GetVersionString() }.</summary>
    private static nint* ApiBase() => (nint*)((delegate* unmanaged<nint>)EngineLibrary.Export("OrtGetApiBase"))();

    private static void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    private static void Throw(nint status)
    {
        var code = ((delegate* unmanaged<nint, int>)Find(OrtFunction.GetErrorCode))(status);
        var message = Utf8.Read(((delegate* unmanaged<nint, nint>)Find(OrtFunction.GetErrorMessage))(status));
        InvokeVoid(OrtFunction.ReleaseStatus, status);
        throw new OnnxRuntimeException((ErrorCode)code, message);
    }
}
