using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A loaded model. Runs may go on at the same time on any number of threads; disposing of the session waits for none of
/// them, and frees it when the last has ended. After that every member throws <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed partial class InferenceSession : IDisposable
{
    private readonly NodeTable _inputs;
    private readonly NodeTable _outputs;
    private readonly NodeTable _initializers;
    private readonly Lazy<ModelMetadata> _modelMetadata;

    /// <summary>Loads a model file with default options.</summary>
    /// <param name="modelPath">An <c>.onnx</c> or <c>.ort</c> file.</param>
    /// <exception cref="OnnxRuntimeException">There is no such file (<c>NoSuchFile</c>) or it is not a model the engine can run.</exception>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public InferenceSession(string modelPath)
        : this(WithDefaults(options => Load(modelPath, options)))
    {
    }

    /// <summary>Loads a model file.</summary>
    /// <param name="modelPath">An <c>.onnx</c> or <c>.ort</c> file.</param>
    /// <param name="options">How to make the session.</param>
    /// <exception cref="OnnxRuntimeException">There is no such file (<c>NoSuchFile</c>) or it is not a model the engine can run.</exception>
    public InferenceSession(string modelPath, SessionOptions options)
        : this(Load(modelPath, options))
    {
    }

    /// <summary>Loads a model from memory with default options.</summary>
    /// <param name="model">The bytes of an <c>.onnx</c> or <c>.ort</c> file; not needed any more once the session exists.</param>
    /// <exception cref="OnnxRuntimeException">The bytes are not a model the engine can run.</exception>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public InferenceSession(byte[] model)
        : this(WithDefaults(options => Load(model, options)))
    {
    }

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an <c>.onnx</c> or <c>.ort</c> file; not needed any more once the session exists.</param>
    /// <param name="options">How to make the session.</param>
    /// <exception cref="OnnxRuntimeException">The bytes are not a model the engine can run.</exception>
    public InferenceSession(byte[] model, SessionOptions options)
        : this(Load(model, options))
    {
    }

    private InferenceSession(SessionHandle handle)
    {
        Handle = handle;
        _initializers = new NodeTable(
            handle,
            OrtFunction.SessionGetOverridableInitializerCount,
            OrtFunction.SessionGetOverridableInitializerTypeInfo,
            OrtFunction.SessionGetOverridableInitializerName);
        _inputs = new NodeTable(
            handle,
            OrtFunction.SessionGetInputCount,
            OrtFunction.SessionGetInputTypeInfo,
            OrtFunction.SessionGetInputName,
            fallback: _initializers);
        _outputs = new NodeTable(
            handle,
            OrtFunction.SessionGetOutputCount,
            OrtFunction.SessionGetOutputTypeInfo,
            OrtFunction.SessionGetOutputName);
        _modelMetadata = new Lazy<ModelMetadata>(() => ModelMetadata.Of(handle), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The inputs' types and shapes by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs.Metadata;

    /// <summary>The inputs' names in the model's order.</summary>
    public IReadOnlyList<string> InputNames => _inputs.Names;

    /// <summary>The outputs' types and shapes by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs.Metadata;

    /// <summary>The outputs' names in the model's order.</summary>
    public IReadOnlyList<string> OutputNames => _outputs.Names;

    /// <summary>The constants that a run may be given other values for, by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OverridableInitializerMetadata => _initializers.Metadata;

    /// <summary>What the model says about itself; read on first use.</summary>
    public ModelMetadata ModelMetadata => _modelMetadata.Value;

    /// <summary>When profiling began, in nanoseconds of the engine's clock.</summary>
    public ulong ProfilingStartTimeNs
    {
        get
        {
            using var self = new Lease(Handle);
            return (ulong)OrtApi.Get(OrtFunction.SessionGetProfilingStartTimeNs, self.Pointer);
        }
    }

    internal SessionHandle Handle { get; }

    /// <summary>Ends profiling.</summary>
    /// <returns>The path of the profile.</returns>
    public string EndProfiling()
    {
        using var self = new Lease(Handle);
        return Utf8.Take(OrtApi.Get(OrtFunction.SessionEndProfiling, self.Pointer, DefaultAllocator.Pointer));
    }

    /// <summary>Makes a binding of inputs and outputs to memory, for <see cref="RunWithBinding"/>.</summary>
    public OrtIoBinding CreateIoBinding() => new(Handle);

    /// <summary>Frees the model, once no run, binding or allocator uses it.</summary>
    public void Dispose() => Handle.Dispose();

    private static SessionHandle WithDefaults(Func<SessionOptions, SessionHandle> load)
    {
        using var options = new SessionOptions();
        return load(options);
    }

    private static SessionHandle Load(string modelPath, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var environment = new Lease(OrtEnv.Instance());
        using var settings = new Lease(options);
        using var path = new Utf8(modelPath);
        return new SessionHandle(OrtApi.Get(OrtFunction.CreateSession, environment.Pointer, path.Pointer, settings.Pointer));
    }

    private static unsafe SessionHandle Load(byte[] model, SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        using var environment = new Lease(OrtEnv.Instance());
        using var settings = new Lease(options);
        fixed (byte* bytes = model)
        {
            return new SessionHandle(OrtApi.Get(
                OrtFunction.CreateSessionFromArray, environment.Pointer, (nint)bytes, model.Length, settings.Pointer));
        }
    }
}
