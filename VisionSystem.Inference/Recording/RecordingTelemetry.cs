using System.Diagnostics.Metrics;

namespace VisionSystem.Inference.Recording;

/// <summary>The metrics of the spool and its sender.</summary>
internal static class RecordingTelemetry
{
    private static readonly Meter Meter = new("VisionSystem.Inference.Recording");
    private static readonly Counter<long> Recorded = Meter.CreateCounter<long>("cv_predictions_recorded", "{prediction}", "Predictions that went into the spool, by mode");
    private static readonly Counter<long> Unrecorded = Meter.CreateCounter<long>("cv_predictions_unrecorded", "{prediction}", "Predictions that were not kept, by reason");
    private static readonly Counter<long> WriteFailures = Meter.CreateCounter<long>("cv_spool_write_failures", "{commit}", "Commits of the spool that failed");
    private static readonly Counter<long> Delivered = Meter.CreateCounter<long>("cv_predictions_delivered", "{prediction}", "Predictions that logging-service has taken");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("cv_predictions_refused", "{prediction}", "Predictions that logging-service refused for good; they stay in the spool file");
    private static readonly Counter<long> DeliveryFailures = Meter.CreateCounter<long>("cv_delivery_failures", "{attempt}", "Deliveries that failed and are tried again");

    private static PredictionSpool? s_spool;

    static RecordingTelemetry()
    {
        Meter.CreateObservableGauge("cv_spool_predictions", () => Volatile.Read(ref s_spool)?.Count ?? 0, "{prediction}", "Predictions that wait for logging-service");
        Meter.CreateObservableGauge("cv_spool_size", () => Volatile.Read(ref s_spool)?.Bytes ?? 0, "By", "Bytes that wait for logging-service");
    }

    /// <summary>Makes this spool the one whose size is shown.</summary>
    public static void Observe(PredictionSpool spool) => Volatile.Write(ref s_spool, spool);

    public static void PredictionRecorded(RecordingMode mode) => Recorded.Add(1, new KeyValuePair<string, object?>("mode", mode switch { RecordingMode.Durable => "durable", _ => "buffered" }));

    public static void PredictionUnrecorded(string reason) => Unrecorded.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void WriteFailed() => WriteFailures.Add(1);

    public static void PredictionsDelivered(int count) => Delivered.Add(count);

    public static void PredictionRefused() => Refused.Add(1);

    public static void DeliveryFailed() => DeliveryFailures.Add(1);
}
