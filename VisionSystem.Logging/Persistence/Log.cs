namespace VisionSystem.Logging.Persistence;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Migrated {Database} by {Migration}")]
    public static partial void Migrated(ILogger logger, string database, string migration);

    [LoggerMessage(2002, LogLevel.Warning, "{Database} has schema {Applied}, newer than {Known} that this program knows; it is served as it is")]
    public static partial void NewerSchema(ILogger logger, string database, int applied, int known);

    [LoggerMessage(2003, LogLevel.Information, "Removed {Count} unfinished photo(s) that an earlier run left in {Folder}")]
    public static partial void RemovedUnfinished(ILogger logger, int count, string folder);

    [LoggerMessage(2004, LogLevel.Error, "The predictions of tenant {Tenant} could not be opened; the next request for them tries again")]
    public static partial void TenantUnavailable(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(2005, LogLevel.Information, "Photos are kept in bucket {Location}")]
    public static partial void ObjectStoreReady(ILogger logger, string location);

    [LoggerMessage(2006, LogLevel.Error, "Photos cannot be kept now: {Reason}. Deliveries are refused until then, and nothing is lost")]
    public static partial void ObjectStoreNotReady(ILogger logger, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "{Operation} failed: {Reason}")]
    public static partial void ObjectStoreFails(ILogger logger, string operation, string reason);

    [LoggerMessage(2008, LogLevel.Warning, "Predictions cannot be kept or read now: {Reason}")]
    public static partial void DatabaseFails(ILogger logger, string reason);

    [LoggerMessage(2009, LogLevel.Warning, "The database is not ready, which is tried again and again: {Reason}")]
    public static partial void DatabaseNotReady(ILogger logger, string reason);
}
