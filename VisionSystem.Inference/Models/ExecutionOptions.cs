using VisionSystem.Inference.Models.Graphs;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Models;

/// <summary>How models are run (<c>Vision:Execution</c>).</summary>
internal sealed class ExecutionOptions : IValidated
{
    public const string Section = "Vision:Execution";

    /// <summary>Execution providers in order of preference, comma separated: <c>tensorrt</c>, <c>cuda</c>, <c>cpu</c>.</summary>
    public string Providers { get; set; } = "tensorrt,cuda,cpu";

    /// <summary>True makes a missing GPU an error at start; false leaves GPU providers out; unset tries them.</summary>
    public bool? UseGpu { get; set; }

    /// <summary>
    /// Threads of one run on the CPU; 0 takes one thread a run while several photos are in hand, which gives the most photos a
    /// second, and every core for a photo that is alone, which gives the shortest time.
    /// </summary>
    public int IntraOpThreads { get; set; }

    /// <summary>
    /// Largest model file that is opened a second time for photos that are alone, which takes its size again in memory.
    /// </summary>
    public ByteSize WideSessionMaxSize { get; set; } = ByteSize.Parse("256mb");

    /// <summary>
    /// Largest input, width × height, of models whose runs on the CPU take their memory in one planned piece, which spares many
    /// small requests. Models with a larger one run as fast or faster without a plan, and in less memory.
    /// </summary>
    public int MemoryPlanMaxPixels { get; set; } = 512 * 512;

    /// <summary>Runs of one model at the same time; 0 chooses by provider.</summary>
    public int ConcurrentRuns { get; set; }

    /// <summary>How dynamically quantised models multiply (<c>CV_QUANTIZED_ARITHMETIC</c>).</summary>
    public QuantizedArithmetic QuantizedArithmetic { get; set; }

    /// <summary>Seconds after which a run that hangs is ended.</summary>
    public double RunTimeoutSeconds { get; set; } = 60;

    /// <summary>Runs that fail in the engine one after the other until the service is no longer alive.</summary>
    public int LivenessFaults { get; set; } = 5;

    public CudaOptions Cuda { get; set; } = new();

    public TensorRtOptions TensorRt { get; set; } = new();

    /// <summary>The providers to try, in order, GPU ones left out where <see cref="UseGpu"/> is false and CPU where it is true.</summary>
    public IReadOnlyList<string> Order() =>
        [.. Names().Where(name => UseGpu switch { true => name != "cpu", false => name == "cpu", null => true })];

    /// <summary>Runs of one model at the same time: a core each on the CPU; on a GPU one runs while another is filled.</summary>
    public int ConcurrentRunsOn(string provider) =>
        provider != "cpu" && Cuda.Graphs ? 1
        : ConcurrentRuns > 0 ? ConcurrentRuns
        : provider == "cpu" ? Math.Max(1, Environment.ProcessorCount / Math.Max(1, IntraOpThreads)) : 2;

    /// <summary>Threads of one run where others run beside it; 0 leaves it to the engine, as on a GPU.</summary>
    public int ThreadsOn(string provider) => provider == "cpu" && IntraOpThreads == 0 ? 1 : IntraOpThreads;

    /// <summary>Whether a photo that is alone gets a session over all cores.</summary>
    public bool WidensOn(string provider, long fileLength) =>
        provider == "cpu" && IntraOpThreads == 0 && Environment.ProcessorCount > 1 && fileLength <= WideSessionMaxSize.Bytes;

    /// <summary>Whether a run's memory is planned.</summary>
    public bool PlansMemoryOn(string provider, ModelInput input) => provider != "cpu" || (long)input.Width * input.Height <= MemoryPlanMaxPixels;

    public IEnumerable<string> Validate()
    {
        foreach (var name in Names().Where(name => name is not ("tensorrt" or "cuda" or "cpu")))
        {
            yield return $"CV_EXECUTION_PROVIDERS: '{name}' is none of tensorrt, cuda, cpu";
        }

        if (Order().Count == 0)
        {
            yield return "CV_EXECUTION_PROVIDERS: with CV_USE_GPU as it is, no provider is left to try";
        }

        if (IntraOpThreads < 0 || ConcurrentRuns < 0 || MemoryPlanMaxPixels < 0)
        {
            yield return $"{Section}: IntraOpThreads, ConcurrentRuns and MemoryPlanMaxPixels are to be 0 or more";
        }

        if (RunTimeoutSeconds is not (>= 0.2 and <= 86_400) || LivenessFaults < 1)
        {
            yield return $"{Section}: RunTimeoutSeconds is to be between 0.2 and 86400, LivenessFaults 1 or more";
        }

        foreach (var error in Cuda.Validate().Concat(TensorRt.Validate()))
        {
            yield return error;
        }
    }

    private string[] Names() =>
        Providers.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
