namespace VisionSystem.Logging.Administration;

internal static partial class Log
{
    [LoggerMessage(2701, LogLevel.Information, "Deleted tenant {Tenant} and {Images} image(s) of it")]
    public static partial void TenantDeleted(ILogger logger, string tenant, long images);

    [LoggerMessage(2702, LogLevel.Warning, "Tenant {Tenant} could not be deleted completely; the next attempt is in {Interval}")]
    public static partial void TenantNotDeleted(ILogger logger, Exception exception, string tenant, TimeSpan interval);

    [LoggerMessage(2703, LogLevel.Warning, "The bytes of the tenants could not be counted; the next attempt is in {Interval}")]
    public static partial void BytesNotCounted(ILogger logger, Exception exception, TimeSpan interval);
}
