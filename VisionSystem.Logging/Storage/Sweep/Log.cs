namespace VisionSystem.Logging.Storage.Sweep;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {Images} photo(s): {SetAside} set aside, {Restored} put back, {Removed} removed, {Missing} missing")]
    public static partial void Swept(ILogger logger, long images, long setAside, long restored, long removed, long missing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} of {Total} photo(s) of tenant {Tenant} are named by no prediction: they are set aside, and removed for good after {RemovedAfter} unless a prediction names them by then")]
    public static partial void SetAside(ILogger logger, long count, long total, string tenant, DateTimeOffset removedAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "Photo {Sha256} of tenant {Tenant} is gone; predictions {Predictions} name it")]
    public static partial void ImageMissing(ILogger logger, string sha256, string tenant, string predictions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There are photos of tenant {Tenant}, whom the database does not know: they are left alone. Is it the right database?")]
    public static partial void UnknownTenant(ILogger logger, string tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep broke off; the next one is in {Interval}")]
    public static partial void SweepFailed(ILogger logger, Exception exception, TimeSpan interval);
}
