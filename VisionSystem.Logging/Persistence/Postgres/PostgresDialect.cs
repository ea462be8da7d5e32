using System.Data.Common;
using System.Globalization;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>The PostgreSQL dialect: native types for ids and times; time parameters must be in UTC.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public static readonly PostgresDialect Instance = new();

    private PostgresDialect()
    {
    }

    public override string NewestArrival => "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)";

    /// <summary>
    /// Orders by the storing transaction and returns only transactions older than every running one, so that a transaction that
    /// commits later cannot add predictions before those already returned.
    /// </summary>
    public override string Arrivals => """
        SELECT d.id, CAST(CAST(d.stored_in AS text) AS bigint)
        FROM tenant.object_detections AS d
        WHERE (d.stored_in, d.id) > (CAST(CAST(@position AS text) AS xid8), @after)
          AND d.stored_in < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY d.stored_in, d.id
        LIMIT @limit
        """;

    public override object Parameter(object value) => value is DateTimeOffset time ? time.ToUniversalTime() : value;

    public override Guid ReadId(DbDataReader row, int column) => row.GetGuid(column);

    public override DateTimeOffset ReadTime(DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public override string StepOf(string column, int minutes) => minutes == 60
        ? $"date_trunc('hour', {column}, 'UTC')"
        : string.Create(CultureInfo.InvariantCulture, $"date_bin(interval '{minutes} minutes', {column}, timestamptz 'epoch')");

    public override DateTimeOffset ReadStep(DbDataReader row, int column) => ReadTime(row, column);

    public override string Elements(string column) => $"jsonb_array_elements({column})";

    public override string Append(string column, string json) => $"coalesce({column}, '[]') || {Json(json)}";

    public override string Json(string text) => $"CAST({text} AS jsonb)";
}
