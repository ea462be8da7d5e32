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

    /// <summary>Threads of one run on CPU; 0 takes every core.</summary>
    public int IntraOpThreads { get; set; }

    /// <summary>Runs of one model at the same time; 0 chooses by provider.</summary>
    public int ConcurrentRuns { get; set; }

    /// <summary>Photos that may wait for a run beyond those running; 0 takes 4 × the concurrent runs.</summary>
    public int QueueLimit { get; set; }

    /// <summary>Seconds after which a run that hangs is ended.</summary>
    public double RunTimeoutSeconds { get; set; } = 60;

    /// <summary>Runs that fail in the engine one after the other until the service is no longer alive.</summary>
    public int LivenessFaults { get; set; } = 5;

    public CudaOptions Cuda { get; set; } = new();

    public TensorRtOptions TensorRt { get; set; } = new();

    /// <summary>The providers to try, in order, GPU ones left out where <see cref="UseGpu"/> is false and CPU where it is true.</summary>
    public IReadOnlyList<string> Order() =>
        [.. Names().Where(name => UseGpu switch { true => name != "cpu", false => name == "cpu", null => true })];

    public int ConcurrentRunsOrDefault() => Cuda.Graphs ? 1 : ConcurrentRuns > 0 ? ConcurrentRuns : Math.Max(2, Environment.ProcessorCount);

    public int QueueLimitOrDefault() => QueueLimit > 0 ? QueueLimit : 4 * ConcurrentRunsOrDefault();

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

        if (IntraOpThreads < 0 || ConcurrentRuns < 0 || QueueLimit < 0)
        {
            yield return $"{Section}: IntraOpThreads, ConcurrentRuns and QueueLimit are to be 0 or more";
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
