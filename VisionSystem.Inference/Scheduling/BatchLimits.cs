namespace VisionSystem.Inference.Scheduling;

/// <summary>What one model may have in hand.</summary>
/// <param name="ConcurrentRuns">Runs at the same time.</param>
/// <param name="ImagesPerRun">Images of one run.</param>
/// <param name="QueueLimit">Images that may wait beyond those that run.</param>
/// <param name="MaxDelay">How long the first image of a batch waits for others.</param>
internal sealed record BatchLimits(int ConcurrentRuns, int ImagesPerRun, int QueueLimit, TimeSpan MaxDelay)
{
    /// <summary>Images that run at the same time.</summary>
    public int Running => ConcurrentRuns * ImagesPerRun;

    /// <summary>Images that run or wait; the next one is refused.</summary>
    public int Capacity => Running + QueueLimit;

    /// <summary>Limits with the queue that is usual for so many images at a time.</summary>
    public static BatchLimits Of(int concurrentRuns, int imagesPerRun, BatchingOptions options) => new(
        concurrentRuns,
        imagesPerRun,
        options.QueueLimit > 0 ? options.QueueLimit : 4 * concurrentRuns * imagesPerRun,
        TimeSpan.FromMilliseconds(options.MaxDelayMs));
}
