using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Scheduling;

/// <summary>What queues and batches tell: how full, how often refused, how many images a run.</summary>
internal static class BatchingTelemetry
{
    private static readonly Meter Meter = InferenceTelemetry.Meter;
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("cv_queue_refused", "{photo}", "Photos that were not taken on, by reason: full or too_late");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("cv_queue_dropped", "{photo}", "Photos that were given up before their run, by reason: deadline or cancelled");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("cv_batch_size", "{photo}", "Photos of one run");

    public static void ImageRefused(string model, AdmissionVerdict verdict) =>
        Refused.Add(1, new("model", model), new("reason", verdict == AdmissionVerdict.QueueFull ? "full" : "too_late"));

    public static void ImageDropped(string model, bool clientGone) =>
        Dropped.Add(1, new("model", model), new("reason", clientGone ? "cancelled" : "deadline"));

    public static void Ran(string model, int images) => BatchSize.Record(images, new KeyValuePair<string, object?>("model", model));
}
