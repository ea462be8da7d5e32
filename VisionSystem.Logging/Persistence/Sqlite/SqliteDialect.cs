using System.Data.Common;
using System.Globalization;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>The SQLite dialect: ids and times are stored as text with the same order.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public static readonly SqliteDialect Instance = new();

    private SqliteDialect()
    {
    }

    /// <summary>Row ids are in the order of storage, because a single connection writes all rows.</summary>
    public override string NewestArrival => "SELECT coalesce(max(rowid), 0) FROM tenant.object_detections";

    public override string Arrivals => """
        SELECT d.id, d.rowid
        FROM tenant.object_detections AS d
        WHERE d.rowid > @position
        ORDER BY d.rowid
        LIMIT @limit
        """;

    public override object Parameter(object value) => value switch
    {
        Guid id => id.ToString(),
        DateTimeOffset time => SqliteTime.ToText(time),
        _ => value,
    };

    public override Guid ReadId(DbDataReader row, int column) => Guid.Parse(row.GetString(column));

    public override DateTimeOffset ReadTime(DbDataReader row, int column) => SqliteTime.FromText(row.GetString(column));

    public override string StepOf(string column, int minutes) => minutes == 60
        ? $"substr({column}, 1, 13) || ':00'"
        : string.Create(CultureInfo.InvariantCulture, $"substr({column}, 1, 14) || printf('%02d', CAST(substr({column}, 15, 2) AS INTEGER) / {minutes} * {minutes})");

    public override DateTimeOffset ReadStep(DbDataReader row, int column) => SqliteTime.FromText(row.GetString(column) + ":00.0000000Z");

    public override string Elements(string column) => $"json_each({column})";

    public override string Append(string column, string json) => $"json_insert(coalesce({column}, '[]'), '$[#]', json({json}))";

    public override string Json(string text) => text;
}

/// <summary>The text format of times in the tables: ISO 8601, UTC, seven fraction digits (every tick), so that text order is time order.</summary>
internal static class SqliteTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset FromText(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
