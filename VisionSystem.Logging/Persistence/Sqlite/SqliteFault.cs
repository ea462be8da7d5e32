using Microsoft.Data.Sqlite;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Tells the faults of a disk from those of a database.</summary>
internal static class SqliteFault
{
    /// <summary>What a disk that is full, read-only or broken means for whoever asked; null for any other fault.</summary>
    public static StoreUnavailableException? Of(SqliteException exception, string folder) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => StoreUnavailableException.OfDisk("Predictions", DiskFault.Full, exception),
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN =>
            StoreUnavailableException.OfDisk("Predictions", DiskFault.Of(folder) ?? exception.Message.TrimEnd('.'), exception),
        _ => null,
    };
}
