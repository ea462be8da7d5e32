using System.Data.Common;
using System.Globalization;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements that aggregate a time span. Time conditions use prediction ids, except for jobs.</summary>
internal sealed class StatsStatements(SqlDialect dialect)
{
    private const int MaxClasses = 1000;

    private static readonly string LatencyBucket = string.Create(
        CultureInfo.InvariantCulture,
        $"CAST(floor(ln(CASE WHEN d.total_time_ms > {LatencyHistogram.Shortest} THEN d.total_time_ms ELSE {LatencyHistogram.Shortest} END) * {LatencyHistogram.PerE}) AS INTEGER)");

    public SqlQuery Latencies(DateTimeOffset from, DateTimeOffset to, int step) => new(
        "object_detections",
        $"""
        SELECT {dialect.StepOf("d.created_at", step)} AS step, d.detection_model, d.model_version, {LatencyBucket} AS bucket,
               count(*), sum(d.total_objects), sum(d.total_time_ms), max(d.total_time_ms)
        FROM tenant.object_detections AS d
        WHERE d.id >= @from AND d.id < @to
        GROUP BY 1, 2, 3, 4
        """,
        ("@from", PredictionId.FirstOf(from)),
        ("@to", PredictionId.FirstOf(to)));

    public static SqlQuery Classes(DateTimeOffset from, DateTimeOffset to) => new(
        "prediction_classes",
        """
        SELECT c.class, count(*) AS predictions, sum(c.count)
        FROM tenant.prediction_classes AS c
        WHERE c.prediction_id >= @from AND c.prediction_id < @to
        GROUP BY c.class
        ORDER BY predictions DESC, c.class
        LIMIT @limit
        """,
        ("@from", PredictionId.FirstOf(from)),
        ("@to", PredictionId.FirstOf(to)),
        ("@limit", MaxClasses));

    public SqlQuery FailedJobs(string tenant, DateTimeOffset from, DateTimeOffset to, int step) => new(
        "processing_jobs",
        $"""
        SELECT {dialect.StepOf("j.updated_at", step)} AS step, count(*)
        FROM tenant.processing_jobs AS j
        WHERE j.tenant_id = @tenant AND j.status = 'FAILED' AND j.updated_at >= @from AND j.updated_at < @to
        GROUP BY 1
        """,
        ("@tenant", tenant),
        ("@from", from),
        ("@to", to));

    public LatencyRow ReadLatency(DbDataReader row) => new(
        dialect.ReadStep(row, 0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4), row.GetInt64(5), row.GetDouble(6), row.GetDouble(7));

    public static ClassStats ReadClass(DbDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2));

    public ErrorRow ReadFailedJobs(DbDataReader row) => new(dialect.ReadStep(row, 0), row.GetInt64(1));
}
