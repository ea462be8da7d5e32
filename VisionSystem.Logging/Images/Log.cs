namespace VisionSystem.Logging.Images;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "Swept {Images} image(s): {SetAside} quarantined, {Restored} restored, {Removed} deleted, {Missing} missing")]
    public static partial void Swept(ILogger logger, long images, long setAside, long restored, long removed, long missing);

    [LoggerMessage(2102, LogLevel.Warning, "{Count} of {Total} image(s) of tenant {Tenant} belong to no prediction: they are quarantined, and deleted permanently after {RemovedAfter} unless a prediction references them by then")]
    public static partial void ImagesSetAside(ILogger logger, long count, long total, string tenant, DateTimeOffset removedAfter);

    [LoggerMessage(2103, LogLevel.Error, "Image {Sha256} of tenant {Tenant} is missing; predictions {Predictions} reference it")]
    public static partial void ImageMissing(ILogger logger, string sha256, string tenant, string predictions);

    [LoggerMessage(2104, LogLevel.Warning, "The store contains images of tenant {Tenant}, which the database does not contain: they are kept. Is it the right database?")]
    public static partial void UnknownTenant(ILogger logger, string tenant);

    [LoggerMessage(2105, LogLevel.Warning, "The sweep failed; the next one starts in {Interval}")]
    public static partial void SweepFailed(ILogger logger, Exception exception, TimeSpan interval);
}
