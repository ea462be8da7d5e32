using Microsoft.Data.Sqlite;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Distinguishes disk failures from other database errors.</summary>
internal static class SqliteFault
{
    /// <summary>Creates the exception for a full, read-only or broken disk; null for any other error.</summary>
    public static StoreUnavailableException? Of(SqliteException exception, string folder) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => StoreUnavailableException.OfDisk("Predictions", DiskFault.Full, exception),
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN =>
            StoreUnavailableException.OfDisk("Predictions", DiskFault.Of(folder) ?? exception.Message.TrimEnd('.'), exception),
        _ => null,
    };
}
