using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Vision.Models;

/// <summary>How models are run (<c>Vision:Execution</c>).</summary>
internal sealed record ExecutionOptions : IValidatableObject
{
    public const string Section = "Vision:Execution";

    /// <summary>Execution providers in order of preference (<c>CV_EXECUTION_PROVIDERS</c>).</summary>
    [RegularExpression("(?i)(tensorrt|cuda|cpu)(,(tensorrt|cuda|cpu))*", ErrorMessage = "a comma-separated list of tensorrt, cuda, cpu")]
    public CommaList Providers { get; init; } = new("tensorrt", "cuda", "cpu");

    /// <summary>Read by CUDA itself (<c>CUDA_VISIBLE_DEVICES</c>), in its own grammar: an ordinal, -1 for none, or the id of a GPU or MIG device.</summary>
    [RegularExpression("(-1|[0-9]{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,80}|NoDevFiles)(,(-1|[0-9]{1,4}|(GPU|MIG)-[0-9A-Za-z/-]{1,80}|NoDevFiles))*", ErrorMessage = "a comma-separated list of GPU numbers or ids")]
    public CommaList? CudaVisibleDevices { get; init; }

    /// <summary>True makes a missing GPU an error at start; false leaves GPU providers out; unset tries them.</summary>
    public bool? UseGpu { get; init; }

    /// <summary>
    /// Threads of one run on the CPU; 0 takes one thread a run while several images are in hand, which gives the most images a
    /// second, and every core for an image that is alone, which gives the shortest time.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int IntraOpThreads { get; init; }

    /// <summary>
    /// Largest model file that is opened a second time for images that are alone, which takes its size again in memory.
    /// </summary>
    public ByteSize WideSessionMaxSize { get; init; } = ByteSize.Parse("256mb");

    /// <summary>
    /// Largest input, width × height, of models whose runs on the CPU take their memory in one planned piece, which spares many
    /// small requests. Models with a larger one run as fast or faster without a plan, and in less memory.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int MemoryPlanMaxPixels { get; init; } = 512 * 512;

    /// <summary>Runs of one model at the same time; 0 chooses by provider.</summary>
    [Range(0, int.MaxValue)]
    public int ConcurrentRuns { get; init; }

    /// <summary>How dynamically quantised models multiply (<c>CV_QUANTIZED_ARITHMETIC</c>).</summary>
    public QuantizedArithmetic QuantizedArithmetic { get; init; }

    /// <summary>Seconds after which a run that hangs is ended.</summary>
    [Range(0.2, 86_400)]
    public double RunTimeoutSeconds { get; init; } = 60;

    /// <summary>Runs that fail in the engine one after the other until the service is no longer alive.</summary>
    [Range(1, int.MaxValue)]
    public int LivenessFaults { get; init; } = 5;

    public CudaOptions Cuda { get; init; } = new();

    public TensorRtOptions TensorRt { get; init; } = new();

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

    /// <summary>Whether an image that is alone gets a session over all cores.</summary>
    public bool WidensOn(string provider, long fileLength) =>
        provider == "cpu" && IntraOpThreads == 0 && Environment.ProcessorCount > 1 && fileLength <= WideSessionMaxSize.Bytes;

    /// <summary>Whether a run's memory is planned.</summary>
    public bool PlansMemoryOn(string provider, ModelInput input) => provider != "cpu" || (long)input.Width * input.Height <= MemoryPlanMaxPixels;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Order().Count == 0)
        {
            yield return new("with CV_USE_GPU as it is, no provider is left to try", [nameof(Providers)]);
        }
    }

    private IEnumerable<string> Names() => Providers.Items.Select(static name => name.ToLowerInvariant());
}
