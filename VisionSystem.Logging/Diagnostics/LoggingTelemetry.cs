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
        Meter.CreateCounter<long>("cv_predictions_stored", "{prediction}", "Predictions that were delivered and stored.");

    public static readonly Counter<long> PredictionsDuplicate =
        Meter.CreateCounter<long>("cv_predictions_duplicate", "{prediction}", "Predictions that were delivered again and changed nothing.");

    public static readonly Counter<long> PredictionsExported =
        Meter.CreateCounter<long>("cv_predictions_exported", "{prediction}", "Predictions that were written into exports.");

    public static readonly Counter<long> Reviews =
        Meter.CreateCounter<long>("cv_reviews", "{review}", "Reviews that were taken in, by verdict.");

    public static readonly Counter<long> PredictionsRemoved =
        Meter.CreateCounter<long>("cv_predictions_removed", "{prediction}", "Predictions that were removed because somebody asked for it.");

    public static readonly Counter<long> ImagesStored =
        Meter.CreateCounter<long>("cv_images_stored", "{image}", "Photos that were written to the image store.");

    public static readonly Counter<long> ImagesDeduplicated =
        Meter.CreateCounter<long>("cv_images_deduplicated", "{image}", "Photos that were delivered and were in the image store already.");

    public static readonly Counter<long> ImageBytesStored =
        Meter.CreateCounter<long>("cv_image_stored_bytes", "By", "Bytes of the photos that were written to the image store.");

    public static readonly Histogram<double> BatchDuration =
        Meter.CreateHistogram<double>("cv_batch_duration", "s", "Time to take in one delivered batch.");

    public static readonly Counter<long> BatchesRefused =
        Meter.CreateCounter<long>("cv_batches_refused", "{batch}", "Delivered batches that were refused, by problem.");

    public static readonly Histogram<double> ObjectStoreDuration =
        Meter.CreateHistogram<double>("cv_object_store_duration", "s", "Time of one request to the object store, retries included, by operation and outcome.");

    public static readonly Counter<long> ObjectStoreErrors =
        Meter.CreateCounter<long>("cv_object_store_errors", "{request}", "Requests to the object store that failed after all retries, by operation and error.");

    public static readonly Counter<long> ImagesSwept =
        Meter.CreateCounter<long>("cv_images_swept", "{image}", "Photos without a prediction that a sweep dealt with: set_aside, restored or removed.");

    public static readonly Gauge<long> ImagesMissing =
        Meter.CreateGauge<long>("cv_images_missing", "{image}", "Photos that predictions name and that the last sweep did not find.");

    public static readonly Histogram<double> SweepDuration =
        Meter.CreateHistogram<double>("cv_image_sweep_duration", "s", "Time of one sweep through photos and tables.");
}
