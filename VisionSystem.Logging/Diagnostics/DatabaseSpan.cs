using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace VisionSystem.Logging.Diagnostics;

/// <summary>
/// A client span around one database operation, because Microsoft.Data.Sqlite creates none. Names and tags follow
/// OpenTelemetry's semantic conventions for databases.
/// </summary>
internal readonly struct DatabaseSpan(Activity? activity) : IDisposable
{
    public static DatabaseSpan Start(string operation, string table, string database, int batch = 1)
    {
        var activity = LoggingTelemetry.Source.StartActivity($"{operation} {table}", ActivityKind.Client);
        activity?
            .SetTag("db.system.name", "sqlite")
            .SetTag("db.namespace", database)
            .SetTag("db.operation.name", operation)
            .SetTag("db.collection.name", table);
        if (batch > 1)
        {
            activity?.SetTag("db.operation.batch.size", batch);
        }

        return new DatabaseSpan(activity);
    }

    public void Fail(SqliteException exception) => activity?
        .SetTag("error.type", exception.GetType().FullName)
        .SetTag("db.response.status_code", exception.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture))
        .SetStatus(ActivityStatusCode.Error, exception.Message);

    public void Dispose() => activity?.Dispose();
}
