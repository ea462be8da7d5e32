using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisionSystem.Inference.Diagnostics;

/// <summary>The traces and metrics of inference. The metric names are those of the deployment guide.</summary>
internal static class InferenceTelemetry
{
    public static readonly ActivitySource Source = new("VisionSystem.Inference");

    private static readonly Meter Meter = new("VisionSystem.Inference");

    private static readonly Counter<long> Jobs = Meter.CreateCounter<long>("cv_processing_jobs", "{photo}", "Photos that were taken on");
    private static readonly Counter<long> Successes = Meter.CreateCounter<long>("cv_processing_jobs_success", "{photo}", "Photos that were answered");
    private static readonly Counter<long> Errors = Meter.CreateCounter<long>("cv_processing_jobs_error", "{photo}", "Photos that were not answered, by problem");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("cv_processing_duration", "s", "From the last byte of a photo to its detections");
    private static readonly Histogram<double> Phases = Meter.CreateHistogram<double>("cv_phase_duration", "s", "Time of one photo in one phase");
    private static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>("cv_active_jobs", "{photo}", "Photos that are being worked on");
    private static readonly Counter<long> Detections = Meter.CreateCounter<long>("cv_detections", "{object}", "Objects that were seen");
    private static readonly Counter<long> LoadFailures = Meter.CreateCounter<long>("cv_model_load_failures", "{load}", "Model files that could not be used");

    public static void Started()
    {
        Jobs.Add(1);
        Active.Add(1);
    }

    /// <summary>Ends what <see cref="Started"/> began; <paramref name="problem"/> is null for an answered image.</summary>
    public static void Ended(string? problem)
    {
        Active.Add(-1);
        if (problem is null)
        {
            Successes.Add(1);
        }
        else
        {
            Errors.Add(1, new KeyValuePair<string, object?>("problem", problem));
        }
    }

    public static void Completed(string task, string model, int detections, TimeSpan total)
    {
        Detections.Add(detections, new KeyValuePair<string, object?>("model", model));
        Duration.Record(total.TotalSeconds, new KeyValuePair<string, object?>("processing_type", task));
    }

    /// <summary>Ends a phase: its histogram, and its span where somebody listens.</summary>
    public static void Phase(string phase, TimeSpan elapsed) => Phases.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));

    public static void ModelLoadFailed(string model) => LoadFailures.Add(1, new KeyValuePair<string, object?>("model", model));
}
