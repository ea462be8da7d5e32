namespace VisionSystem.Logging.Persistence;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Migrated {Database} with {Migration}")]
    public static partial void Migrated(ILogger logger, string database, string migration);

    [LoggerMessage(2002, LogLevel.Warning, "{Database} has schema version {Applied}, but this program supports {Known}; it is used without migration")]
    public static partial void NewerSchema(ILogger logger, string database, int applied, int known);

    [LoggerMessage(2003, LogLevel.Information, "Deleted {Count} incomplete image(s) of an earlier run in {Folder}")]
    public static partial void RemovedUnfinished(ILogger logger, int count, string folder);

    [LoggerMessage(2004, LogLevel.Error, "The predictions of tenant {Tenant} could not be opened; the next request retries")]
    public static partial void TenantUnavailable(ILogger logger, Exception exception, string tenant);

    [LoggerMessage(2005, LogLevel.Information, "Images are stored in bucket {Location}")]
    public static partial void ObjectStoreReady(ILogger logger, string location);

    [LoggerMessage(2006, LogLevel.Error, "Images cannot be stored: {Reason}. Deliveries are rejected until the object store is available; the sender retries them")]
    public static partial void ObjectStoreNotReady(ILogger logger, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "{Operation} failed: {Reason}")]
    public static partial void ObjectStoreFails(ILogger logger, string operation, string reason);

    [LoggerMessage(2008, LogLevel.Warning, "Predictions cannot be stored or read: {Reason}")]
    public static partial void DatabaseFails(ILogger logger, string reason);

    [LoggerMessage(2009, LogLevel.Warning, "The database is not ready and is retried periodically: {Reason}")]
    public static partial void DatabaseNotReady(ILogger logger, string reason);

    [LoggerMessage(2010, LogLevel.Warning, "The connection to the database at {Location} does not verify the server ({Mode}): use sslmode=verify-full with sslrootcert or CV_TLS_CA_PATH")]
    public static partial void DatabaseNotVerified(ILogger logger, string location, string mode);
}
