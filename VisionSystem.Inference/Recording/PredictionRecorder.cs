using System.Diagnostics;
using System.Text.Json;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Inference.Recording;

/// <summary>Keeps predictions, as durably as the caller wants.</summary>
internal sealed class PredictionRecorder(PredictionSpool spool, RecordingOptions options, ILogger<PredictionRecorder> logger)
{
    /// <summary>Records a prediction and its photo.</summary>
    /// <param name="prediction">The record.</param>
    /// <param name="photo">The bytes as sent; free for other use when the task ends.</param>
    /// <param name="mode">When it counts as recorded.</param>
    /// <returns>What became of it. Not cancellable: once begun, the photo's memory is in use until the end.</returns>
    public async ValueTask<RecordingOutcome> RecordAsync(Prediction prediction, ReadOnlyMemory<byte> photo, RecordingMode mode)
    {
        if (mode == RecordingMode.Off)
        {
            return RecordingOutcome.NotRecorded;
        }

        using var span = InferenceTelemetry.Source.StartActivity("recording");
        if (spool.IsFull)
        {
            return Unkept(prediction, "spool-full");
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(prediction, WireJson.Default.Prediction);
        var traceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        if (mode == RecordingMode.Buffered)
        {
            _ = spool.AddAsync(new SpoolEntry(prediction.Id.ToString(), traceParent, prediction.Image.Sha256, json, photo.ToArray()));
            RecordingTelemetry.PredictionRecorded(mode);
            return RecordingOutcome.Recorded;
        }

        if (!await spool.AddAsync(new SpoolEntry(prediction.Id.ToString(), traceParent, prediction.Image.Sha256, json, photo)))
        {
            return Unkept(prediction, "spool-unwritable");
        }

        RecordingTelemetry.PredictionRecorded(mode);
        return RecordingOutcome.Recorded;
    }

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
