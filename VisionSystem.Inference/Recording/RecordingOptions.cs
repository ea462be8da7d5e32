using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>How predictions are kept until logging-service has them (<c>Vision:Recording</c>).</summary>
internal sealed class RecordingOptions : IValidated
{
    public const string Section = "Vision:Recording";

    /// <summary>What a request that says nothing gets (<c>CV_RECORDING</c>).</summary>
    public RecordingMode Mode { get; set; } = RecordingMode.Durable;

    /// <summary>Folder of the spool (<c>CV_SPOOL_PATH</c>), on a disk that outlives the process.</summary>
    public string Path { get; set; } = "spool";

    /// <summary>The most that may wait there (<c>CV_SPOOL_MAX_SIZE</c>), photos and records together.</summary>
    public ByteSize MaxSize { get; set; } = ByteSize.Parse("1gb");

    /// <summary>What happens to new photos when it is full (<c>CV_SPOOL_WHEN_FULL</c>).</summary>
    public WhenSpoolFull WhenFull { get; set; } = WhenSpoolFull.Refuse;

    /// <summary>The most predictions in one delivery.</summary>
    public int BatchSize { get; set; } = 64;

    public IEnumerable<string> Validate()
    {
        if (MaxSize.Bytes < 1 << 20)
        {
            yield return "CV_SPOOL_MAX_SIZE: at least 1mb";
        }

        if (BatchSize is < 1 or > ServiceDefaults.Contracts.PredictionBatch.MaxPredictions)
        {
            yield return $"{Section}:BatchSize: 1 to {ServiceDefaults.Contracts.PredictionBatch.MaxPredictions}";
        }
    }
}

/// <summary>When a prediction counts as recorded.</summary>
internal enum RecordingMode
{
    /// <summary>Answered only after the prediction is on disk and flushed.</summary>
    Durable,

    /// <summary>Answered after the prediction is written, which the system flushes later. It survives the process, and not a power cut in between.</summary>
    Buffered,

    /// <summary>Not kept.</summary>
    Off,
}

/// <summary>What to do with a photo whose prediction cannot be kept.</summary>
internal enum WhenSpoolFull
{
    /// <summary>503, so that nothing answered is lost.</summary>
    Refuse,

    /// <summary>Answer it and say <c>recorded: false</c>.</summary>
    Unrecorded,
}
