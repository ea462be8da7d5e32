using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Vision.Models;

/// <summary>The execution of models (<c>Vision:Execution</c>).</summary>
internal sealed record ExecutionOptions : IValidatableObject
{
    public const string Section = "Vision:Execution";

    /// <summary>The execution providers in order of preference (<c>CV_EXECUTION_PROVIDERS</c>).</summary>
    [RegularExpression("(?i)(tensorrt|cuda|cpu)(,(tensorrt|cuda|cpu))*", ErrorMessage = "a comma-separated list of tensorrt, cuda, cpu")]
    public CommaList Providers { get; init; } = new("tensorrt", "cuda", "cpu");

    /// <summary>
    /// The visible GPUs. CUDA itself reads the variable (<c>CUDA_VISIBLE_DEVICES</c>) in its own grammar: an ordinal, -1 for
    /// none, or the id of a GPU or MIG device.
    /// </summary>
    [RegularExpression("(-1|[0-9]{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,80}|NoDevFiles)(,(-1|[0-9]{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,80}|NoDevFiles))*", ErrorMessage = "a comma-separated list of GPU numbers or ids")]
    public CommaList? CudaVisibleDevices { get; init; }

    /// <summary>True makes a missing GPU a start-up error; false excludes GPU providers; unset tries them.</summary>
    public bool? UseGpu { get; init; }

    /// <summary>
    /// The number of threads of one run on the CPU. 0 uses one thread per run while several images are in progress, for the
    /// highest throughput, and every core for a single image, for the lowest latency.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int IntraOpThreads { get; init; }

    /// <summary>The largest model file that gets a second session for single images, which needs the model's memory again.</summary>
    public ByteSize WideSessionMaxSize { get; init; } = ByteSize.Parse("256mb");

    /// <summary>
    /// The largest input, width × height, of models whose CPU runs allocate their memory as one planned block, which avoids
    /// many small allocations. Models with a larger input run as fast or faster without a plan, in less memory.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MemoryPlanMaxPixels { get; init; } = 512 * 512;

    /// <summary>The number of concurrent runs of one model; 0 chooses by provider.</summary>
    [Range(0, int.MaxValue)]
    public int ConcurrentRuns { get; init; }

    /// <summary>The arithmetic of dynamically quantised models (<c>CV_QUANTIZED_ARITHMETIC</c>).</summary>
    public QuantizedArithmetic QuantizedArithmetic { get; init; }

    /// <summary>The maximum duration of a run in seconds; a longer run is terminated.</summary>
    [Range(0.2, 86_400)]
    public double RunTimeoutSeconds { get; init; } = 60;

    /// <summary>The number of consecutive engine failures after which the service reports itself as not alive.</summary>
    [Range(1, int.MaxValue)]
    public int LivenessFaults { get; init; } = 5;

    public CudaOptions Cuda { get; init; } = new();

    public TensorRtOptions TensorRt { get; init; } = new();

    /// <summary>
    /// Returns the providers to try, in order: without GPU providers where <see cref="UseGpu"/> is false, without the CPU
    /// where it is true.
    /// </summary>
    public IReadOnlyList<string> ProvidersToTry() =>
        [.. Names().Where(name => UseGpu switch { true => name != "cpu", false => name == "cpu", null => true })];

    /// <summary>
    /// Returns the number of concurrent runs of one model: one per core on the CPU; four on a GPU, where one runs while the inputs
    /// of others are filled and their outputs are decoded.
    /// </summary>
    public int ConcurrentRunsOn(string provider) =>
        provider != "cpu" && Cuda.Graphs ? 1
        : ConcurrentRuns > 0 ? ConcurrentRuns
        : provider == "cpu" ? Math.Max(1, Environment.ProcessorCount / Math.Max(1, IntraOpThreads)) : 4;

    /// <summary>Returns the number of threads of a run that shares the machine with others; 0 leaves it to the engine, as on a GPU.</summary>
    public int ThreadsOn(string provider) => provider == "cpu" && IntraOpThreads == 0 ? 1 : IntraOpThreads;

    /// <summary>True if single images get a session over all cores.</summary>
    public bool UsesWideSession(string provider, long fileLength) =>
        provider == "cpu" && IntraOpThreads == 0 && Environment.ProcessorCount > 1 && fileLength <= WideSessionMaxSize.Bytes;

    /// <summary>True if a run's memory is planned.</summary>
    public bool PlansMemoryOn(string provider, ModelInput input) => provider != "cpu" || (long)input.Width * input.Height <= MemoryPlanMaxPixels;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ProvidersToTry().Count == 0)
        {
            yield return new("contains no provider that CV_USE_GPU permits; add cpu or a GPU provider, or change CV_USE_GPU", [nameof(Providers)]);
        }
    }

    private IEnumerable<string> Names() => Providers.Items.Select(static name => name.ToLowerInvariant());
}
