using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>How predictions are kept until logging-service has them (<c>Vision:Recording</c>).</summary>
internal sealed record RecordingOptions : IValidatableObject
{
    public const string Section = "Vision:Recording";

    /// <summary>What a request that says nothing gets (<c>CV_RECORDING</c>).</summary>
    public RecordingMode Mode { get; init; } = RecordingMode.Durable;

    /// <summary>Folder of the spool (<c>CV_SPOOL_PATH</c>), on a disk that outlives the process.</summary>
    [FilePath]
    public string Path { get; init; } = "spool";

    /// <summary>The most that may wait there (<c>CV_SPOOL_MAX_SIZE</c>), images and records together.</summary>
    public ByteSize MaxSize { get; init; } = ByteSize.Parse("1gb");

    /// <summary>What happens to new images when it is full (<c>CV_SPOOL_WHEN_FULL</c>).</summary>
    public WhenSpoolFull WhenFull { get; init; } = WhenSpoolFull.Refuse;

    /// <summary>The most predictions in one delivery.</summary>
    [Range(1, Contracts.PredictionBatch.MaxPredictions)]
    public int BatchSize { get; init; } = 64;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxSize.Bytes < 1 << 20)
        {
            yield return new("at least 1mb", [nameof(MaxSize)]);
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

/// <summary>What to do with an image whose prediction cannot be kept.</summary>
internal enum WhenSpoolFull
{
    /// <summary>503, so that no returned prediction is lost.</summary>
    Refuse,

    /// <summary>Process it, with <c>recorded: false</c> in the response.</summary>
    Unrecorded,
}
