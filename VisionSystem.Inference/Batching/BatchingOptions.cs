using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Batching;

/// <summary>How photos wait for a model and are put together into runs (<c>Vision:Batching</c>).</summary>
internal sealed record BatchingOptions : IValidated
{
    public const string Section = "Vision:Batching";
    public const int LongestDeadlineMs = 600_000;
    private const int MostPhotos = 128;

    /// <summary>
    /// Most photos of one run (<c>CV_MAX_BATCH</c>), for graphs with a dynamic batch; 0 takes 8 on a GPU and 1 on the CPU, where
    /// a run with several photos takes as long as several runs. A graph with a fixed batch is run with that.
    /// </summary>
    public int MaxBatch { get; init; }

    /// <summary>Longest time in milliseconds that the first photo of a batch waits for others (<c>CV_MAX_BATCH_DELAY_MS</c>).</summary>
    public int MaxDelayMs { get; init; } = 2;

    /// <summary>
    /// Photos of one model that may wait, beyond those that run (<c>CV_QUEUE_LIMIT</c>); 0 takes 4 × what runs at a time. The
    /// next one is refused at once.
    /// </summary>
    public int QueueLimit { get; init; }

    /// <summary>Milliseconds from a request's last byte within which its photo has to run, where it names none (<c>CV_REQUEST_TIMEOUT_MS</c>).</summary>
    public int TimeoutMs { get; init; } = 10_000;

    public IEnumerable<string> Validate()
    {
        if (MaxBatch is < 0 or > MostPhotos)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxBatch))}: 0 to {MostPhotos}";
        }

        if (MaxDelayMs is < 0 or > 1000)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxDelayMs))}: 0 to 1000";
        }

        if (QueueLimit is < 0 or > 1_000_000)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(QueueLimit))}: 0 to 1000000";
        }

        if (TimeoutMs is < 1 or > LongestDeadlineMs)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(TimeoutMs))}: 1 to {LongestDeadlineMs}";
        }
    }
}
