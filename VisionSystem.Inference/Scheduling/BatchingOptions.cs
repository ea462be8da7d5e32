using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Inference.Scheduling;

/// <summary>Queueing and batching of images (<c>Vision:Batching</c>).</summary>
internal sealed record BatchingOptions
{
    public const string Section = "Vision:Batching";
    public const int LongestDeadlineMs = 600_000;

    /// <summary>
    /// Maximum images per run (<c>CV_MAX_BATCH</c>) of a graph with a dynamic batch; 0 means 8 on a GPU and 1 on a CPU, where a run
    /// of several images takes as long as several runs. A graph with a fixed batch always runs with that batch.
    /// </summary>
    [Range(0, 128)]
    public int MaxBatch { get; init; }

    /// <summary>Maximum milliseconds that the first image of a batch waits for further images (<c>CV_MAX_BATCH_DELAY_MS</c>).</summary>
    [Range(0, 1000)]
    public int MaxDelayMs { get; init; } = 2;

    /// <summary>
    /// Maximum images of one model that wait, in addition to those that run (<c>CV_QUEUE_LIMIT</c>); 0 means 4 × the images that
    /// run at the same time. Further images are refused immediately.
    /// </summary>
    [Range(0, 1_000_000)]
    public int QueueLimit { get; init; }

    /// <summary>Milliseconds from the last byte of a request until its image must run, if the request has no timeout (<c>CV_REQUEST_TIMEOUT_MS</c>).</summary>
    [Range(1, LongestDeadlineMs)]
    public int TimeoutMs { get; init; } = 10_000;
}

/// <summary>The limits of one model's queue.</summary>
/// <param name="ConcurrentRuns">Maximum runs at the same time.</param>
/// <param name="ImagesPerRun">Maximum images per run.</param>
/// <param name="QueueLimit">Maximum images that wait, in addition to those that run.</param>
/// <param name="MaxDelay">Maximum time that the first image of a batch waits for further images.</param>
internal sealed record BatchLimits(int ConcurrentRuns, int ImagesPerRun, int QueueLimit, TimeSpan MaxDelay)
{
    /// <summary>True if an image of a tenant with few images may run beside the runs of others, on all cores and before them.</summary>
    public bool Express { get; init; }

    /// <summary>Maximum images that run at the same time.</summary>
    public int Running => ConcurrentRuns * ImagesPerRun;

    /// <summary>Maximum images that run or wait. Further images are refused.</summary>
    public int Capacity => Running + QueueLimit;

    /// <summary>Creates limits with the configured queue, or with the default queue for the number of concurrent images.</summary>
    public static BatchLimits Of(int concurrentRuns, int imagesPerRun, BatchingOptions options) => new(
        concurrentRuns,
        imagesPerRun,
        options.QueueLimit > 0 ? options.QueueLimit : 4 * concurrentRuns * imagesPerRun,
        TimeSpan.FromMilliseconds(options.MaxDelayMs));
}
