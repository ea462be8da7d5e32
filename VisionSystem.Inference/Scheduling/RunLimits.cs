namespace VisionSystem.Inference.Scheduling;

/// <summary>What one model may have in hand.</summary>
/// <param name="ConcurrentRuns">Runs at the same time.</param>
/// <param name="PhotosPerRun">Photos of one run.</param>
/// <param name="QueueLimit">Photos that may wait beyond those that run.</param>
/// <param name="MaxDelay">How long the first photo of a batch waits for others.</param>
internal sealed record RunLimits(int ConcurrentRuns, int PhotosPerRun, int QueueLimit, TimeSpan MaxDelay)
{
    /// <summary>Photos that run at the same time.</summary>
    public int Running => ConcurrentRuns * PhotosPerRun;

    /// <summary>Photos that run or wait; the next one is refused.</summary>
    public int Capacity => Running + QueueLimit;

    /// <summary>Limits with the queue that is usual for so many photos at a time.</summary>
    public static RunLimits Of(int concurrentRuns, int photosPerRun, BatchingOptions options) => new(
        concurrentRuns,
        photosPerRun,
        options.QueueLimit > 0 ? options.QueueLimit : 4 * concurrentRuns * photosPerRun,
        TimeSpan.FromMilliseconds(options.MaxDelayMs));
}
