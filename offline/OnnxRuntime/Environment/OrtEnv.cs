using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// The engine's environment: one for the process, made when first needed. It holds the log and, if asked for, the
/// thread pools that sessions share.
/// </summary>
public sealed class OrtEnv : SafeHandle
{
    /// <summary>ORT_PROJECTION_CSHARP of <c>OrtLanguageProjection</c>.</summary>
    private const int CSharpProjection = 2;

    private static readonly Lock Gate = new();
    private static OrtEnv? _instance;

    private OrtLoggingLevel _logLevel;

    private OrtEnv(EnvironmentCreationOptions options)
        : base(0, ownsHandle: true)
    {
        _logLevel = options.logLevel ?? OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
        using var logId = new Utf8(string.IsNullOrEmpty(options.logId) ? "VisionSystem" : options.logId);
        using var threads = new Lease(options.threadOptions);
        var log = options.loggingFunction is { } target ? LogSink.For(target) : 0;
        var param = options.loggingParam ?? 0;
        SetHandle((log, threads.Pointer) switch
        {
            (0, 0) => OrtApi.Get(OrtFunction.CreateEnv, (nint)_logLevel, logId.Pointer),
            (0, _) => OrtApi.Get(OrtFunction.CreateEnvWithGlobalThreadPools, (nint)_logLevel, logId.Pointer, threads.Pointer),
            (_, 0) => OrtApi.Get(OrtFunction.CreateEnvWithCustomLogger, log, param, (nint)_logLevel, logId.Pointer),
            _ => OrtApi.Get(
                OrtFunction.CreateEnvWithCustomLoggerAndGlobalThreadPools, log, param, (nint)_logLevel, logId.Pointer, threads.Pointer),
        });
        OrtApi.Invoke(OrtFunction.SetLanguageProjection, handle, CSharpProjection);
    }

    /// <summary>Whether the environment was made already.</summary>
    public static bool IsCreated => Volatile.Read(ref _instance) is not null;

    /// <summary>The least grave message that the environment lets through.</summary>
    public OrtLoggingLevel EnvLogLevel
    {
        get => _logLevel;
        set
        {
            using var self = new Lease(this);
            OrtApi.Invoke(OrtFunction.UpdateEnvWithCustomLogLevel, self.Pointer, (nint)value);
            _logLevel = value;
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Gives the environment, made with the defaults if there is none yet.</summary>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public static OrtEnv Instance()
    {
        lock (Gate)
        {
            return _instance ??= new OrtEnv(default);
        }
    }

    /// <summary>Makes the environment in a way of one's own; to be called before anything else here is used.</summary>
    /// <exception cref="OnnxRuntimeException">There is an environment already.</exception>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public static OrtEnv CreateInstanceWithOptions(ref EnvironmentCreationOptions options)
    {
        lock (Gate)
        {
            return _instance is null
                ? _instance = new OrtEnv(options)
                : throw new OnnxRuntimeException(ErrorCode.RuntimeException, "The environment exists already, so these options would be ignored.");
        }
    }

    /// <summary>The engine's version, such as <c>1.23.2</c>.</summary>
    public string GetVersionString() => OrtApi.Version;

    /// <summary>
    /// The execution providers that the engine was built with, most preferred first. Whether one of them works on this
    /// machine shows only when a session with it has run.
    /// </summary>
    public unsafe string[] GetAvailableProviders()
    {
        nint names = 0;
        var count = 0;
        OrtApi.Invoke(OrtFunction.GetAvailableProviders, (nint)(&names), (nint)(&count));
        var result = new string[count];
        for (var i = 0; i < count; i++)
        {
            result[i] = Utf8.Read(((nint*)names)[i]);
        }

        OrtApi.Invoke(OrtFunction.ReleaseAvailableProviders, names, count);
        return result;
    }

    /// <summary>Lets the engine report usage, which only official Windows builds can.</summary>
    public void EnableTelemetryEvents()
    {
        using var self = new Lease(this);
        OrtApi.Invoke(OrtFunction.EnableTelemetryEvents, self.Pointer);
    }

    /// <summary>Keeps the engine from reporting usage.</summary>
    public void DisableTelemetryEvents()
    {
        using var self = new Lease(this);
        OrtApi.Invoke(OrtFunction.DisableTelemetryEvents, self.Pointer);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseEnv, handle);
        Interlocked.CompareExchange(ref _instance, null, this);
        return true;
    }
}
