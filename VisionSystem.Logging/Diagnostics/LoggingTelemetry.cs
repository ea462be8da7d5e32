using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisionSystem.Logging.Diagnostics;

/// <summary>The spans and instruments of logging-service.</summary>
internal static class LoggingTelemetry
{
    public const string Name = "VisionSystem.Logging";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> PredictionsStored =
        Meter.CreateCounter<long>("cv_predictions_stored", "{prediction}", "Predictions delivered and stored.");

    public static readonly Counter<long> PredictionsDuplicate =
        Meter.CreateCounter<long>("cv_predictions_duplicate", "{prediction}", "Repeated deliveries of predictions that are already stored.");

    public static readonly Counter<long> PredictionsExported =
        Meter.CreateCounter<long>("cv_predictions_exported", "{prediction}", "Predictions written to exports.");

    public static readonly Counter<long> Reviews =
        Meter.CreateCounter<long>("cv_reviews", "{review}", "Reviews accepted, by verdict.");

    public static readonly Counter<long> PredictionsRemoved =
        Meter.CreateCounter<long>("cv_predictions_removed", "{prediction}", "Predictions deleted on request.");

    public static readonly Counter<long> ImagesStored =
        Meter.CreateCounter<long>("cv_images_stored", "{image}", "Images written to the image store.");

    public static readonly Counter<long> ImagesDeduplicated =
        Meter.CreateCounter<long>("cv_images_deduplicated", "{image}", "Images delivered that the image store already contained.");

    public static readonly Counter<long> ImageBytesStored =
        Meter.CreateCounter<long>("cv_image_stored_bytes", "By", "Bytes of the images written to the image store.");

    public static readonly Histogram<double> BatchDuration =
        Meter.CreateHistogram<double>("cv_batch_duration", "s", "Duration of ingesting one delivered batch.");

    public static readonly Counter<long> BatchesRefused =
        Meter.CreateCounter<long>("cv_batches_refused", "{batch}", "Delivered batches rejected, by problem.");

    public static readonly Histogram<double> ObjectStoreDuration =
        Meter.CreateHistogram<double>("cv_object_store_duration", "s", "Duration of one object store request including retries, by operation and outcome.");

    public static readonly Counter<long> ObjectStoreErrors =
        Meter.CreateCounter<long>("cv_object_store_errors", "{request}", "Requests to the object store that failed after all retries, by operation and error.");

    public static readonly Counter<long> ImagesSwept =
        Meter.CreateCounter<long>("cv_images_swept", "{image}", "Images without a prediction that a sweep processed: set_aside, restored or removed.");

    public static readonly Gauge<long> ImagesMissing =
        Meter.CreateGauge<long>("cv_images_missing", "{image}", "Images that predictions reference and that the last sweep did not find.");

    public static readonly Histogram<double> SweepDuration =
        Meter.CreateHistogram<double>("cv_image_sweep_duration", "s", "Duration of one sweep through images and tables.");
}
