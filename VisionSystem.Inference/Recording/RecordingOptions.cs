using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>How predictions are spooled until they are delivered to logging-service (<c>Vision:Recording</c>).</summary>
internal sealed record RecordingOptions : IValidatableObject
{
    public const string Section = "Vision:Recording";

    /// <summary>The mode of requests that name none (<c>CV_RECORDING</c>).</summary>
    public RecordingMode Mode { get; init; } = RecordingMode.Durable;

    /// <summary>Folder of the spool (<c>CV_SPOOL_PATH</c>), on a persistent disk.</summary>
    [FilePath]
    public string Path { get; init; } = "spool";

    /// <summary>Size limit of the spool (<c>CV_SPOOL_MAX_SIZE</c>), images and predictions together.</summary>
    public ByteSize MaxSize { get; init; } = ByteSize.Parse("1gb");

    /// <summary>The handling of new images when the spool is full (<c>CV_SPOOL_WHEN_FULL</c>).</summary>
    public WhenSpoolFull WhenFull { get; init; } = WhenSpoolFull.Refuse;

    /// <summary>The largest number of predictions in one delivery.</summary>
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
    /// <summary>Responds only after the prediction is flushed to disk.</summary>
    Durable,

    /// <summary>Responds after the prediction is written; the system flushes it later. It survives a killed process, but not a power failure before the flush.</summary>
    Buffered,

    /// <summary>Not recorded.</summary>
    Off,
}

/// <summary>The handling of an image whose prediction cannot be recorded.</summary>
internal enum WhenSpoolFull
{
    /// <summary>503, so that no returned prediction is lost.</summary>
    Refuse,

    /// <summary>Process it, with <c>recorded: false</c> in the response.</summary>
    Unrecorded,
}
