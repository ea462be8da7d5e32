using System.Globalization;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class TenantSchemaTests(PostgresServer server)
{
    private readonly byte[] _image = Samples.Image(1);

    [Theory]
    [InlineData("processing_jobs", "id job_name processing_type content_type status progress_percentage input_file_path output_file_path processing_parameters results error_message retry_count max_retries priority tenant_id created_by created_at started_at completed_at updated_at")]
    [InlineData("image_processing", "id job_id original_filename file_path file_size_bytes file_hash image_dimensions image_format color_mode processing_type confidence_score processing_duration_ms processing_model model_version tenant_id created_by created_at")]
    [InlineData("object_detections", "id job_id image_id detection_model model_version detected_objects total_objects detection_confidence inference_time_ms preprocessing_time_ms postprocessing_time_ms image_resolution tenant_id created_by created_at")]
    public async Task Has_the_tables_of_the_deployment_guide_in_the_template_and_in_every_tenants_schema(string table, string columns)
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = Service(address);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image, "acme")], _image));

        foreach (var schema in new[] { "cv_tenant_template", "cv_tenant_acme" })
        {
            foreach (var column in columns.Split(' '))
            {
                Assert.Equal(1L, await server.QueryAsync(address, $"SELECT count(*) FROM information_schema.columns WHERE table_schema = '{schema}' AND table_name = '{table}' AND column_name = '{column}'"));
            }
        }
    }

    [Fact]
    public async Task Creates_a_schema_for_a_tenant_on_write_and_not_on_read()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = Service(address);
        using var client = service.CreateClient();
        using var stranger = service.ClientOf("stranger");

        await client.DeliverAsync(Delivery.Of([Samples.Of(_image, "acme"), Samples.Of(_image, "a_b")], _image));

        Assert.Empty((await stranger.PageAsync()).Items);
        Assert.Equal(
            "cv_tenant_a_b cv_tenant_acme cv_tenant_template",
            await server.QueryAsync(address, "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname LIKE 'cv\\_tenant%'"));
    }

    [Theory]
    [InlineData("a\"; DROP SCHEMA cv_system CASCADE; --")]
    [InlineData("A")]
    [InlineData("template")]
    [InlineData("")]
    public async Task The_function_creates_nothing_for_an_invalid_tenant_name(string name)
    {
        var address = await MigratedAsync();

        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(
            () => server.QueryAsync(address, $"SELECT cv_system.create_tenant_schema('{name.Replace("'", "''", StringComparison.Ordinal)}')"));

        Assert.Equal("22023", refusal.SqlState);
    }

    [Fact]
    public async Task The_function_copies_the_current_template_and_is_idempotent()
    {
        var address = await MigratedAsync();
        await server.QueryAsync(address, """
            ALTER TABLE cv_tenant_template.processing_jobs ADD COLUMN colour text NOT NULL DEFAULT 'red';
            CREATE TABLE cv_tenant_template.notes (id integer PRIMARY KEY, job_id uuid REFERENCES cv_tenant_template.processing_jobs (id));
            SELECT cv_system.create_tenant_schema('acme'), cv_system.create_tenant_schema('acme');
            """);

        await server.QueryAsync(address, """
            INSERT INTO cv_tenant_acme.processing_jobs (id, job_name, processing_type, content_type, input_file_path, tenant_id, created_by)
            VALUES ('018e0000-0000-7000-8000-000000000000', 'n', 'detect', 'image/jpeg', 'p', 'acme', 'x')
            """);
        Assert.Equal("red", await server.QueryAsync(address, "SELECT colour FROM cv_tenant_acme.processing_jobs"));
        Assert.Equal(
            "cv_tenant_acme.processing_jobs",
            await server.QueryAsync(address, "SELECT confrelid::regclass::text FROM pg_constraint WHERE conrelid = 'cv_tenant_acme.notes'::regclass AND contype = 'f'"));
    }

    [Fact]
    public async Task Deletes_the_results_of_a_job_with_the_job()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = Service(address);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        await server.QueryAsync(address, """
            SET search_path = cv_tenant_default;
            INSERT INTO processing_jobs (id, job_name, processing_type, content_type, input_file_path, tenant_id, created_by)
            VALUES ('018e0000-0000-7000-8000-000000000000', 'n', 'detect', 'image/jpeg', 'p', 'default', 'x');
            UPDATE image_processing SET job_id = '018e0000-0000-7000-8000-000000000000';
            UPDATE object_detections SET job_id = '018e0000-0000-7000-8000-000000000000';
            DELETE FROM processing_jobs;
            """);

        Assert.Equal(0L, await server.QueryAsync(address, """
            SELECT (SELECT count(*) FROM cv_tenant_default.object_detections) + (SELECT count(*) FROM cv_tenant_default.image_processing)
                 + (SELECT count(*) FROM cv_tenant_default.prediction_classes)
            """));
    }

    private async Task<string> MigratedAsync()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = Service(address);
        using var client = service.CreateClient();
        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
        Assert.True(ready.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{ready.StatusCode}"));
        return address;
    }

    private static LoggingApplication Service(string address) => new(null, ("Vision:Store:DatabaseUrl", address));
}
