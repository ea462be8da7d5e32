using System.Diagnostics;
using System.Globalization;
using Npgsql;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Store;

/// <summary>
/// A database of predictions over thirty days with five boxes each. The eighty classes differ in frequency, and one is very rare. The
/// database server generates the rows once; later runs reuse them.
/// </summary>
internal static class StoredRows
{
    public const int Days = 30;
    public const int Classes = 80;

    /// <summary>The class of every hundred-thousandth prediction.</summary>
    public const string Rare = "forklift";

    private const int Chunk = 100_000;

    private const string Months = """
        SELECT cv_system.create_tenant_schema('default');
        SELECT cv_system.add_month('cv_tenant_default', month::date)
        FROM generate_series(date_trunc('month', @start), @start + interval '31 days', interval '1 month') AS month;
        """;

    /// <summary>Generates five random classes and confidences, then the rows of each table, without checks of the valid foreign keys.</summary>
    private const string Fill = """
        SET LOCAL session_replication_role = replica;
        SET LOCAL search_path = cv_tenant_default;
        CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT n, at,
               (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
               (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 2, 3) || '9' || substr(hash, 5, 15))::uuid AS image_id,
               hash || hash AS sha256, random() AS luck,
               CASE WHEN n % 100000 = 5 THEN 'forklift' ELSE 'class_' || floor(80 * random() ^ 2) END AS c1,
               'class_' || floor(80 * random() ^ 2) AS c2, 'class_' || floor(80 * random() ^ 2) AS c3,
               'class_' || floor(80 * random() ^ 2) AS c4, 'class_' || floor(80 * random() ^ 2) AS c5,
               random() AS s1, random() AS s2, random() AS s3, random() AS s4, random() AS s5
        FROM (SELECT n, md5(n::text) AS hash, @start + n * (interval '30 days' / @rows) AS at FROM generate_series(@first, @last) AS n) AS numbers;

        INSERT INTO image_processing (id, original_filename, file_path, file_size_bytes, file_hash, image_dimensions, image_format, color_mode, processing_type,
            confidence_score, processing_duration_ms, processing_model, model_version, tenant_id, created_by, created_at)
        SELECT image_id, 'dock-3.jpg', 'default/' || sha256, 100000, sha256, '{"width":640,"height":480}', 'jpeg', 'rgb', 'detect',
            s1, 35, 'yolov8n', '8.0', 'default', 'bench', at FROM made ORDER BY n;

        INSERT INTO object_detections (id, image_id, detection_model, model_version, model_task, execution_provider, parameters, detected_objects, total_objects,
            detection_confidence, decode_time_ms, preprocessing_time_ms, queue_time_ms, inference_time_ms, postprocessing_time_ms, total_time_ms,
            image_resolution, source, brightness, tenant_id, created_by, created_at)
        SELECT id, image_id, CASE WHEN luck < 0.8 THEN 'yolov8n' ELSE 'yolox_nano' END, '8.0', 'detect', 'cpu', '{"confidence":0.25,"iou":0.45,"max_detections":300}',
            jsonb_build_array(
                jsonb_build_object('class', c1, 'class_id', 1, 'confidence', s1, 'box', '{"x1":10.5,"y1":20.25,"x2":110.5,"y2":220.125}'::jsonb),
                jsonb_build_object('class', c2, 'class_id', 2, 'confidence', s2, 'box', '{"x1":110.5,"y1":20.25,"x2":210.5,"y2":220.125}'::jsonb),
                jsonb_build_object('class', c3, 'class_id', 3, 'confidence', s3, 'box', '{"x1":210.5,"y1":20.25,"x2":310.5,"y2":220.125}'::jsonb),
                jsonb_build_object('class', c4, 'class_id', 4, 'confidence', s4, 'box', '{"x1":310.5,"y1":20.25,"x2":410.5,"y2":220.125}'::jsonb),
                jsonb_build_object('class', c5, 'class_id', 5, 'confidence', s5, 'box', '{"x1":410.5,"y1":20.25,"x2":510.5,"y2":220.125}'::jsonb)),
            5, greatest(s1, s2, s3, s4, s5), 2, 1, luck, 30 + 10 * luck, 1, 35 + 20 * luck * luck, '{"width":640,"height":480}',
            'cam-' || n % 20, luck, 'default', 'bench', at FROM made ORDER BY n;

        INSERT INTO prediction_classes (class, prediction_id, count, max_confidence)
        SELECT class, id, count(*), max(confidence)
        FROM made CROSS JOIN LATERAL (VALUES (c1, s1), (c2, s2), (c3, s3), (c4, s4), (c5, s5)) AS seen (class, confidence)
        GROUP BY class, id ORDER BY class, id;
        """;

    /// <summary>Creation time of the first prediction.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 5, 17, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns the database with a number of predictions and creates it if it is missing.</summary>
    public static async Task<string> EnsureAsync(PostgresCluster cluster, int rows, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench_rows_{rows}");
        if (await cluster.HasAsync(name, cancellationToken))
        {
            return name;
        }

        var begun = Stopwatch.GetTimestamp();
        var part = name + "_part";
        await cluster.ExecuteAsync($"DROP DATABASE IF EXISTS {part} WITH (FORCE)", cancellationToken);
        await cluster.ExecuteAsync($"CREATE DATABASE {part}", cancellationToken);
        using (await RunningServer.StartAsync(VisionServer.Logging("logging-migrates", ("CV_DATABASE_URL", cluster.Url(part))), cancellationToken))
        {
            Report.Progress("the service has created the tables");
        }

        await using (var database = cluster.Connect(part))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await ExecuteAsync(connection, "SET synchronous_commit = off; SELECT setseed(0.5)", cancellationToken);
            await ExecuteAsync(connection, Months, cancellationToken, ("start", Start));
            for (var first = 0; first < rows; first += Chunk)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await ExecuteAsync(connection, Fill, cancellationToken, ("start", Start), ("rows", rows), ("first", first), ("last", Math.Min(rows, first + Chunk) - 1));
                await transaction.CommitAsync(cancellationToken);
                Report.Progress($"{Math.Min(rows, first + Chunk):N0} of {rows:N0} predictions after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
            }

            await ExecuteAsync(connection, "VACUUM (ANALYZE)", cancellationToken);
        }

        await cluster.ExecuteAsync($"ALTER DATABASE {part} RENAME TO {name}", cancellationToken);
        return name;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
