namespace VisionSystem.Logging.Images;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "Swept {Images} photo(s): {SetAside} set aside, {Restored} put back, {Removed} removed, {Missing} missing")]
    public static partial void Swept(ILogger logger, long images, long setAside, long restored, long removed, long missing);

    [LoggerMessage(2102, LogLevel.Warning, "{Count} of {Total} photo(s) of tenant {Tenant} are named by no prediction: they are set aside, and removed for good after {RemovedAfter} unless a prediction names them by then")]
    public static partial void ImagesSetAside(ILogger logger, long count, long total, string tenant, DateTimeOffset removedAfter);

    [LoggerMessage(2103, LogLevel.Error, "Photo {Sha256} of tenant {Tenant} is gone; predictions {Predictions} name it")]
    public static partial void ImageMissing(ILogger logger, string sha256, string tenant, string predictions);

    [LoggerMessage(2104, LogLevel.Warning, "There are photos of tenant {Tenant}, whom the database does not know: they are left alone. Is it the right database?")]
    public static partial void UnknownTenant(ILogger logger, string tenant);

    [LoggerMessage(2105, LogLevel.Warning, "The sweep broke off; the next one is in {Interval}")]
    public static partial void SweepFailed(ILogger logger, Exception exception, TimeSpan interval);
}
