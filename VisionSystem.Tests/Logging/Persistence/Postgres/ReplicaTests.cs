using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Postgres;
using VisionSystem.Logging.Persistence.Sql;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class ReplicaTests(PostgresServer server)
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Concurrently_starting_replicas_create_one_schema_and_both_write()
    {
        var address = await server.CreateDatabaseAsync();
        using var start = new Barrier(4);
        var predictions = Enumerable.Range(0, 4).Select(_ => Samples.Of(_image)).ToArray();

        var replicas = await Task.WhenAll(predictions.Select(prediction => Task.Factory.StartNew(
            async () =>
            {
                var replica = Service(address);
                using var client = replica.CreateClient();
                start.SignalAndWait(TestContext.Current.CancellationToken);
                Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(Delivery.Of([prediction], _image)));
                return replica;
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        using var reader = replicas[0].CreateClient();
        Assert.Equal(predictions.Select(prediction => prediction.Id).Order(), (await reader.PageAsync()).Items.Select(item => item.Id).Order());
        Assert.Equal((long)Migration.Postgres.Count, await server.QueryAsync(address, "SELECT count(*) FROM cv_system.schema_migrations"));
        foreach (var replica in replicas)
        {
            Assert.DoesNotContain(replica.Lines.Messages, line => line.Contains("not ready", StringComparison.Ordinal) || line.Contains("xception", StringComparison.Ordinal));
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Concurrently_starting_versions_migrate_to_the_newer_schema_step_by_step()
    {
        var address = await server.CreateDatabaseAsync();
        Migration[] newer = [.. Migration.Postgres, new(998, "998_next", "CREATE TABLE cv_system.next (id integer)"), new(999, "999_last", "ALTER TABLE cv_system.next ADD COLUMN at date")];
        await using var database = Npgsql.NpgsqlDataSource.Create(DatabaseAddress.TryParse(address, out _)!.ToString());
        using var connections = new PostgresDatabase(database, new StoreOptions(), TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        PostgresMigrator[] migrators = [.. Enumerable.Range(0, 8).Select(i => new PostgresMigrator(connections, NullLogger<PostgresMigrator>.Instance)
        {
            Migrations = i % 2 == 0 ? newer : Migration.Postgres,
        })];

        await Task.WhenAll(migrators.Select(migrator => Task.Run(() => migrator.EnsureAsync(TestContext.Current.CancellationToken).AsTask())));

        Assert.Equal(
            string.Join(',', newer.Select(migration => migration.Version)),
            await server.QueryAsync(address, "SELECT string_agg(version::text, ',' ORDER BY version) FROM cv_system.schema_migrations"));
        Assert.Equal(0L, await server.QueryAsync(address, "SELECT count(at) FROM cv_system.next"));
        Assert.Equal(0L, await server.QueryAsync(address, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
        Array.ForEach(migrators, migrator => migrator.Dispose());
    }

    [Fact]
    public async Task Serves_a_database_migrated_by_a_newer_version()
    {
        var address = await server.CreateDatabaseAsync();
        await using (var before = Service(address))
        {
            using var client = before.CreateClient();
            await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        }

        await server.QueryAsync(address, """
            ALTER TABLE cv_tenant_template.object_detections ADD COLUMN colour text;
            ALTER TABLE cv_tenant_default.object_detections ADD COLUMN colour text;
            INSERT INTO cv_system.schema_migrations (version, name) VALUES (999, '999_from_the_future');
            """);

        await using var service = Service(address);
        using var reader = service.CreateClient();
        await reader.DeliverAsync(Delivery.Of([Samples.Of(_image), Samples.Of(_image, "another")], _image));

        Assert.Equal(2, (await reader.PageAsync()).Items.Count);
        Assert.Contains(service.Lines.Messages, line => line.Contains("has schema version 999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Uses_the_database_connection_of_Aspire()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = new LoggingApplication(null, ("ConnectionStrings:vision-logs", address));
        using var client = service.CreateClient();

        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        Assert.Equal(1L, await server.QueryAsync(address, "SELECT count(*) FROM cv_tenant_default.object_detections"));
        Assert.Contains("postgresql at 127.0.0.1", await client.GetStringAsync("/health", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static LoggingApplication Service(string address) => new(null, ("Vision:Store:DatabaseUrl", address));
}
