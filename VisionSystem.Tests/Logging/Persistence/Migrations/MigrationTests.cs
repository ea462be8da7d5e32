using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Logging.Persistence.Sql;
using VisionSystem.Logging.Persistence.Sqlite;

namespace VisionSystem.Tests.Logging.Persistence.Migrations;

public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _image = Samples.Image(1);

    private string File => Path.Combine(_folder.Path, "default.db");

    [Fact]
    public async Task Many_stores_migrate_one_file_at_the_same_moment()
    {
        using var start = new Barrier(8);
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return TenantDatabase.Open(File, Migrator());
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(Migration.Sqlite.Count, Scalar("SELECT count(*) FROM schema_migrations"));
        foreach (var store in stores)
        {
            Assert.True(await store.WriteAsync(writer => writer.Add("default", Samples.Of(_image)), TestContext.Current.CancellationToken));
        }

        Assert.Equal(stores.Length, Scalar("SELECT count(*) FROM object_detections"));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task Serves_a_file_migrated_by_a_newer_version()
    {
        TenantDatabase.Open(File, Migrator()).Dispose();
        Execute("ALTER TABLE object_detections ADD COLUMN from_the_future REAL; INSERT INTO schema_migrations VALUES (999, '999_from_the_future', 'later')");

        using var store = TenantDatabase.Open(File, Migrator());

        Assert.True(await store.WriteAsync(writer => writer.Add("default", Samples.Of(_image)), TestContext.Current.CancellationToken));
        Assert.Equal(999, Scalar("SELECT max(version) FROM schema_migrations"));
    }

    [Fact]
    public async Task Finds_rows_that_an_older_version_stored_before_and_after_the_migration()
    {
        var predictions = Path.Combine(_folder.Path, "predictions");
        Directory.CreateDirectory(predictions);
        var file = Path.Combine(predictions, "default.db");
        using var older = new SqliteConnection($"Data Source={file};Pooling=False");
        older.Open();
        older.Execute(Migration.Sqlite[0].Sql + """
            CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL);
            INSERT INTO schema_migrations VALUES (1, '001_guide_tables', 'before');
            """);
        var ids = Enumerable.Range(0, 2).Select(i => Guid.CreateVersion7(Samples.Noon.AddMinutes(i))).ToArray();
        older.Execute(AsTheFirstVersionDid(ids[0]));

        await using var service = new LoggingApplication(_folder.Path);
        using var client = service.CreateClient();
        Assert.Equal(ids[0], Assert.Single((await client.PageAsync("?class=person&count=person=2&min_confidence=0.9")).Items).Id);

        older.Execute(AsTheFirstVersionDid(ids[1]));
        Assert.Equal([ids[1], ids[0]], (await client.PageAsync("?class=person")).Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData("processing_jobs", "id job_name processing_type content_type status progress_percentage input_file_path output_file_path processing_parameters results error_message retry_count max_retries priority tenant_id created_by created_at started_at completed_at updated_at")]
    [InlineData("image_processing", "id job_id original_filename file_path file_size_bytes file_hash image_dimensions image_format color_mode processing_type confidence_score processing_duration_ms processing_model model_version tenant_id created_by created_at")]
    [InlineData("object_detections", "id job_id image_id detection_model model_version detected_objects total_objects detection_confidence inference_time_ms preprocessing_time_ms postprocessing_time_ms image_resolution tenant_id created_by created_at")]
    public void Has_the_columns_of_the_deployment_guide(string table, string columns)
    {
        TenantDatabase.Open(File, Migrator()).Dispose();

        foreach (var column in columns.Split(' '))
        {
            Assert.True(Scalar($"SELECT count(*) FROM pragma_table_info('{table}') WHERE name = '{column}'") == 1, $"{table}.{column}");
        }
    }

    [Fact]
    public async Task Deletes_the_results_of_a_job_with_the_job()
    {
        using var store = TenantDatabase.Open(File, Migrator());
        await store.WriteAsync(writer => writer.Add("default", Samples.Of(_image)), TestContext.Current.CancellationToken);
        Execute("""
            INSERT INTO processing_jobs (id, job_name, processing_type, content_type, input_file_path, tenant_id, created_by, created_at, updated_at)
            VALUES ('j', 'n', 'detect', 'image/jpeg', 'p', 'default', 'x', 'now', 'now');
            UPDATE image_processing SET job_id = 'j'; UPDATE object_detections SET job_id = 'j';
            DELETE FROM processing_jobs;
            """);

        Assert.Equal(0, Scalar("SELECT (SELECT count(*) FROM object_detections) + (SELECT count(*) FROM image_processing)"));
    }

    [Fact]
    public void Every_migration_has_a_number_of_its_own_without_gaps() =>
        Assert.All(
            new[] { Migration.Sqlite, Migration.Postgres },
            all => Assert.Equal(Enumerable.Range(1, all.Count), all.Select(migration => migration.Version)));

    public void Dispose() => _folder.Dispose();

    private static string AsTheFirstVersionDid(Guid id) => $$$"""
        INSERT INTO image_processing (id, file_path, file_size_bytes, file_hash, image_dimensions, image_format, color_mode, processing_type, tenant_id, created_by, created_at)
        VALUES ('{{{id}}}', 'p', 1, 'h', '{}', 'jpeg', 'rgb', 'detect', 'default', 'x', '2026-03-14T12:00:00.0000000Z');
        INSERT INTO object_detections (id, image_id, detection_model, model_version, model_task, execution_provider, parameters, detected_objects, total_objects,
            detection_confidence, decode_time_ms, preprocessing_time_ms, queue_time_ms, inference_time_ms, postprocessing_time_ms, total_time_ms, image_resolution, tenant_id, created_by, created_at)
        VALUES ('{{{id}}}', '{{{id}}}', 'm', '1', 'detect', 'cpu', '{"confidence":0.25,"iou":0.45,"max_detections":300}',
            '[{"class":"person","class_id":0,"confidence":0.9,"box":{"x1":0,"y1":0,"x2":1,"y2":1}},{"class":"person","class_id":0,"confidence":0.5,"box":{"x1":0,"y1":0,"x2":1,"y2":1}}]', 2,
            0.9, 1, 1, 1, 1, 1, 5, '{"width":640,"height":480}', 'default', 'x', '2026-03-14T12:00:00.0000000Z');
        """;

    private static SqliteMigrator Migrator() => new(TimeProvider.System, NullLogger<SqliteMigrator>.Instance);

    private void Execute(string sql)
    {
        using var connection = Open();
        connection.Execute(sql);
    }

    private long Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False;Foreign Keys=True");
        connection.Open();
        return connection;
    }
}
