using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Recording;

/// <summary>The metrics of the spool and its sender.</summary>
internal static class RecordingTelemetry
{
    private static readonly Meter Meter = InferenceTelemetry.Meter;
    private static readonly Counter<long> Recorded = Meter.CreateCounter<long>("cv_predictions_recorded", "{prediction}", "Predictions written to the spool, by mode");
    private static readonly Counter<long> Unrecorded = Meter.CreateCounter<long>("cv_predictions_unrecorded", "{prediction}", "Predictions that were not recorded, by reason");
    private static readonly Counter<long> WriteFailures = Meter.CreateCounter<long>("cv_spool_write_failures", "{commit}", "Failed commits of the spool");
    private static readonly Counter<long> Delivered = Meter.CreateCounter<long>("cv_predictions_delivered", "{prediction}", "Predictions accepted by logging-service");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("cv_predictions_refused", "{prediction}", "Predictions permanently rejected by logging-service and quarantined in the spool file");
    private static readonly Counter<long> DeliveryFailures = Meter.CreateCounter<long>("cv_delivery_failures", "{attempt}", "Failed deliveries, which are retried");

    private static PredictionSpool? s_spool;

    static RecordingTelemetry()
    {
        Meter.CreateObservableGauge("cv_spool_predictions", () => Volatile.Read(ref s_spool)?.Count ?? 0, "{prediction}", "Predictions awaiting delivery to logging-service");
        Meter.CreateObservableGauge("cv_spool_size", () => Volatile.Read(ref s_spool)?.Bytes ?? 0, "By", "Bytes awaiting delivery to logging-service");
    }

    /// <summary>Selects the spool whose size the gauges report.</summary>
    public static void Observe(PredictionSpool spool) => Volatile.Write(ref s_spool, spool);

    public static void PredictionRecorded(RecordingMode mode) => Recorded.Add(1, new KeyValuePair<string, object?>("mode", mode switch { RecordingMode.Durable => "durable", _ => "buffered" }));

    public static void PredictionUnrecorded(string reason) => Unrecorded.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void WriteFailed() => WriteFailures.Add(1);

    public static void PredictionsDelivered(int count) => Delivered.Add(count);

    public static void PredictionRefused() => Refused.Add(1);

    public static void DeliveryFailed() => DeliveryFailures.Add(1);
}
