using System.Diagnostics;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>Records predictions with the durability that the caller requests.</summary>
internal sealed class PredictionRecorder(PredictionSpool spool, RecordingOptions options, ILogger<PredictionRecorder> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The problem for a prediction that cannot be recorded now; null if it can be, or need not be.</summary>
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
    /// <param name="prediction">The prediction.</param>
    /// <param name="image">The bytes as sent; reusable when the task completes.</param>
    /// <param name="mode">The requested durability.</param>
    /// <returns>The outcome. Not cancellable: the image's memory is in use until the task completes.</returns>
    public async ValueTask<RecordingOutcome> RecordAsync(Prediction prediction, ReadOnlyMemory<byte> image, RecordingMode mode)
    {
        if (mode == RecordingMode.Off)
        {
            return RecordingOutcome.NotRecorded;
        }

        using var span = InferenceTelemetry.Source.StartActivity("recording");
        if (spool.Refusal is not null)
        {
            return Fail(prediction, Slug());
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(prediction, WireJson.Default.Prediction);
        var traceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        var entry = new SpoolEntry(prediction.Id.ToString(), traceParent, prediction.Image.Sha256, json, image);
        if (!await spool.AddAsync(entry, mode == RecordingMode.Durable))
        {
            return Fail(prediction, "spool-unwritable");
        }

        RecordingTelemetry.PredictionRecorded(mode);
        return RecordingOutcome.Recorded;
    }

    /// <summary>The problem for an image whose prediction was not recorded.</summary>
    public ProblemResult Refused() => Problem(spool.Refusal ?? "the spool could not be written");

    private static ProblemResult Problem(string reason) => InferenceProblems.SpoolFull.Result(
        $"Predictions cannot be recorded now ({reason}), so the image was rejected. Try again later or send recording=off.", retryAfter: RetryAfter);

    private string Slug() => spool.IsFull ? "spool-full" : "spool-unwritable";

    private RecordingOutcome Fail(Prediction prediction, string reason)
    {
        RecordingTelemetry.PredictionUnrecorded(reason);
        if (options.WhenFull == WhenSpoolFull.Refuse)
        {
            return RecordingOutcome.Refused;
        }

        Log.PredictionUnrecorded(logger, prediction.Id, reason);
        return RecordingOutcome.NotRecorded;
    }
}

/// <summary>The outcome of recording a prediction.</summary>
internal enum RecordingOutcome
{
    Recorded,

    /// <summary>Not recorded; the response states so.</summary>
    NotRecorded,

    /// <summary>Recording failed, so the request must be rejected.</summary>
    Refused,
}
