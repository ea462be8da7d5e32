using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models.Graphs;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Opens a model on the first execution provider that works. The engine's list of available providers does not reflect the
/// machine, so each is tried: append, create, and the caller's warm-up run. A failure is logged and counted, and the next
/// provider is tried.
/// </summary>
internal sealed class ExecutionProviders(ExecutionOptions options, TimeProvider time, ILogger<ExecutionProviders> logger)
{
    private readonly QuantizationChoice _quantizationChoice = new(time, logger);

    static ExecutionProviders()
    {
        // Otherwise the engine writes expected failures, such as an absent provider, to standard error.
        if (!OrtEnv.IsCreated)
        {
            var environment = new EnvironmentCreationOptions { logId = "vision", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            OrtEnv.CreateInstanceWithOptions(ref environment);
        }
    }

    /// <summary>
    /// Opens a model on the first provider whose session passes <paramref name="warmUp"/>, which receives the session, the
    /// provider and the source that the session was created from.
    /// </summary>
    /// <returns>The result of <paramref name="warmUp"/>.</returns>
    /// <exception cref="ModelException">No provider could load and run the model.</exception>
    public T Open<T>(ModelSource source, Func<InferenceSession, string, ModelSource, T> warmUp)
    {
        Exception? last = null;
        var providers = options.ProvidersToTry();
        foreach (var provider in providers)
        {
            InferenceSession? session = null;
            try
            {
                using var sessionOptions = Options(provider, source);
                (session, var opened) = provider == "cpu" && source.FloatGraph is not null && options.QuantizedArithmetic == QuantizedArithmetic.Auto
                    ? _quantizationChoice.Open(source, sessionOptions)
                    : (source.Open(sessionOptions), source);
                if (options.PlansMemoryOn(provider, ModelInput.Read(session, source.File)) != sessionOptions.EnableMemoryPattern)
                {
                    sessionOptions.EnableMemoryPattern ^= true;
                    session.Dispose();
                    session = opened.Open(sessionOptions);
                }

                return warmUp(session, provider, opened);
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException)
            {
                session?.Dispose();
                last = e;
                EngineMetrics.ProviderFailed(provider);
                var (level, reason) = (options.UseGpu is true && provider == providers[^1] ? LogLevel.Error : LogLevel.Information, EngineError.Clean(e.Message));
                Log.ProviderFailed(logger, level, provider, source.File, reason);
            }
            catch
            {
                session?.Dispose();
                throw;
            }
        }

        throw new ModelException(ModelFault.Unusable, $"{source.File} {EngineError.Explain(last!.Message)}", last);
    }

    /// <summary>Opens a second session of a model that <see cref="Open"/> opened on the CPU, with every core for one run.</summary>
    public InferenceSession OpenWide(ModelSource source, ModelInput input)
    {
        using var wide = Options(Environment.ProcessorCount);
        wide.EnableMemoryPattern = options.PlansMemoryOn("cpu", input);

        // A single run is faster when its threads spin while waiting; they sleep as soon as it ends.
        wide.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        wide.AddSessionConfigEntry("session.force_spinning_stop", "1");
        return source.Open(wide);
    }

    /// <summary>Opens another session of a model that <see cref="Open"/> opened on a GPU.</summary>
    public InferenceSession OpenAgain(string provider, ModelSource source)
    {
        using var same = Options(provider, source);
        return source.Open(same);
    }

    private SessionOptions Options(string provider, ModelSource source)
    {
        var session = Options(options.ThreadsOn(provider));
        try
        {
            // Spinning threads would take the cores from decoding the next image.
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session.EnableMemoryPattern = provider != "cpu";
            Append(provider, session, source);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static SessionOptions Options(int threads) => new()
    {
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        IntraOpNumThreads = threads,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };

    private void Append(string provider, SessionOptions session, ModelSource source)
    {
        if (provider == "tensorrt")
        {
            AppendTensorRt(session, source);
        }

        // TensorRT delegates unsupported operators to CUDA.
        if (provider is "tensorrt" or "cuda")
        {
            AppendCuda(session);
        }
    }

    private void AppendTensorRt(SessionOptions session, ModelSource source)
    {
        using var tensorRt = new OrtTensorRTProviderOptions();
        tensorRt.UpdateOptions(options.TensorRt.ToProvider(options.Cuda.Device, source.Sha256));
        session.AppendExecutionProvider_Tensorrt(tensorRt);
    }

    private void AppendCuda(SessionOptions session)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(options.Cuda.ToProvider());
        session.AppendExecutionProvider_CUDA(cuda);
    }
}
