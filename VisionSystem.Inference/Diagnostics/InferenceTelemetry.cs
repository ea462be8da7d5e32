using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisionSystem.Inference.Diagnostics;

/// <summary>
/// The one <see cref="ActivitySource"/> and <see cref="System.Diagnostics.Metrics.Meter"/> of this assembly, and the instruments of
/// requests; features create their own instruments from <see cref="Meter"/>. Metric names follow the deployment guide.
/// </summary>
internal static class InferenceTelemetry
{
    public const string Name = "VisionSystem.Inference";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Jobs = Meter.CreateCounter<long>("cv_processing_jobs", "{image}", "Images accepted for processing");
    private static readonly Counter<long> Successes = Meter.CreateCounter<long>("cv_processing_jobs_success", "{image}", "Images processed successfully");
    private static readonly Counter<long> Errors = Meter.CreateCounter<long>("cv_processing_jobs_error", "{image}", "Images that failed, by problem");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("cv_processing_duration", "s", "Time from the last byte of an image to its detections");
    private static readonly Histogram<double> Phases = Meter.CreateHistogram<double>("cv_phase_duration", "s", "Time of one image in one phase");
    private static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>("cv_active_jobs", "{image}", "Images in progress");
    private static readonly Counter<long> Detections = Meter.CreateCounter<long>("cv_detections", "{object}", "Detected objects");
    private static readonly Counter<long> LoadFailures = Meter.CreateCounter<long>("cv_model_load_failures", "{load}", "Model files that failed to load");
    private static readonly Counter<long> UrlFetches = Meter.CreateCounter<long>("cv_image_url_fetches", "{image}", "Images fetched by URL, by outcome");

    public static void Started()
    {
        Jobs.Add(1);
        Active.Add(1);
    }

    /// <summary>Pairs with <see cref="Started"/>; <paramref name="problem"/> is null for a successful image.</summary>
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

    public static void Phase(string phase, TimeSpan elapsed) => Phases.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));

    public static void UrlFetched(string outcome) => UrlFetches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public static void ModelLoadFailed(string model) => LoadFailures.Add(1, new KeyValuePair<string, object?>("model", model));
}
