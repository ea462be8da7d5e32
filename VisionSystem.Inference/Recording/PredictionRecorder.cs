using System.Diagnostics;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>Keeps predictions, as durably as the caller wants.</summary>
internal sealed class PredictionRecorder(PredictionSpool spool, RecordingOptions options, ILogger<PredictionRecorder> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The problem of an image whose prediction could not be kept; null when it could be, or need not be.</summary>
    public ProblemResult? Refuse(RecordingMode mode)
    {
        if (mode == RecordingMode.Off || options.WhenFull == WhenSpoolFull.Unrecorded || spool.Refusal is not { } reason)
        {
            return null;
        }

        RecordingTelemetry.PredictionUnrecorded(Slug());
        return Problem(reason);
    }

    /// <summary>Records a prediction and its image.</summary>
    /// <param name="prediction">The record.</param>
    /// <param name="image">The bytes as sent; free for other use when the task ends.</param>
    /// <param name="mode">When it counts as recorded.</param>
    /// <returns>What became of it. Not cancellable: once begun, the image's memory is in use until the end.</returns>
    public async ValueTask<RecordingOutcome> RecordAsync(Prediction prediction, ReadOnlyMemory<byte> image, RecordingMode mode)
    {
        if (mode == RecordingMode.Off)
        {
            return RecordingOutcome.NotRecorded;
        }

        using var span = InferenceTelemetry.Source.StartActivity("recording");
        if (spool.Refusal is not null)
        {
            return Unkept(prediction, Slug());
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(prediction, WireJson.Default.Prediction);
        var traceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        var entry = new SpoolEntry(prediction.Id.ToString(), traceParent, prediction.Image.Sha256, json, image);
        if (!await spool.AddAsync(entry, mode == RecordingMode.Durable))
        {
            return Unkept(prediction, "spool-unwritable");
        }

        RecordingTelemetry.PredictionRecorded(mode);
        return RecordingOutcome.Recorded;
    }

    /// <summary>The problem of an image that is not answered because its prediction was not kept.</summary>
    public ProblemResult Refused() => Problem(spool.Refusal ?? "the spool could not be written");

    private static ProblemResult Problem(string reason) => InferenceProblems.SpoolFull.Result(
        $"Predictions cannot be kept at the moment ({reason}), so the photo was not answered; try again later or send recording=off.", retryAfter: RetryAfter);

    private string Slug() => spool.IsFull ? "spool-full" : "spool-unwritable";

    private RecordingOutcome Unkept(Prediction prediction, string reason)
    {
        RecordingTelemetry.PredictionUnrecorded(reason);
        if (options.WhenFull == WhenSpoolFull.Refuse)
        {
            return RecordingOutcome.Refused;
        }

        Log.Unrecorded(logger, prediction.Id, reason);
        return RecordingOutcome.NotRecorded;
    }
}

/// <summary>What became of a prediction that was to be recorded.</summary>
internal enum RecordingOutcome
{
    Recorded,

    /// <summary>Answer it, and say that it was not kept.</summary>
    NotRecorded,

    /// <summary>It could not be kept, so it is not to be answered.</summary>
    Refused,
}
