using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Inference.Scheduling;

/// <summary>How images wait for a model and are put together into runs (<c>Vision:Batching</c>).</summary>
internal sealed record BatchingOptions
{
    public const string Section = "Vision:Batching";
    public const int LongestDeadlineMs = 600_000;

    /// <summary>
    /// Most images of one run (<c>CV_MAX_BATCH</c>), for graphs with a dynamic batch; 0 takes 8 on a GPU and 1 on the CPU, where
    /// a run with several images takes as long as several runs. A graph with a fixed batch is run with that.
    /// </summary>
    [Range(0, 128)]
    public int MaxBatch { get; init; }

    /// <summary>Longest time in milliseconds that the first image of a batch waits for others (<c>CV_MAX_BATCH_DELAY_MS</c>).</summary>
    [Range(0, 1000)]
    public int MaxDelayMs { get; init; } = 2;

    /// <summary>
    /// Images of one model that may wait, beyond those that run (<c>CV_QUEUE_LIMIT</c>); 0 takes 4 × what runs at a time. The
    /// next one is refused at once.
    /// </summary>
    [Range(0, 1_000_000)]
    public int QueueLimit { get; init; }

    /// <summary>Milliseconds from a request's last byte within which its image has to run, where it names none (<c>CV_REQUEST_TIMEOUT_MS</c>).</summary>
    [Range(1, LongestDeadlineMs)]
    public int TimeoutMs { get; init; } = 10_000;
}
