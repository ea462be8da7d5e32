namespace VisionSystem.Logging.Ingest;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Information, "Stored {Accepted} prediction(s); {Duplicates} existed already; the delivery contained {Images} image(s)")]
    public static partial void BatchStored(ILogger logger, int accepted, int duplicates, int images);

    [LoggerMessage(2202, LogLevel.Warning, "Discarded {Predictions} prediction(s) of the deleted tenant {Tenant}")]
    public static partial void DeletedTenantDiscarded(ILogger logger, int predictions, string tenant);
}
