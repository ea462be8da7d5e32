using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Migrations;

[Collection(SharedPostgres.Name)]
public sealed class ClassCaseMigrationTests(PostgresServer server)
{
    /// <summary>The indexes of tenants and of the template; a copy of the template gives its indexes other names.</summary>
    private const string Indexes = "FROM pg_indexes WHERE tablename = 'prediction_classes' AND indexdef LIKE '%lower(class)%'";

    [Fact]
    public async Task Existing_and_new_tenants_are_searched_by_the_index_after_the_migration()
    {
        var address = await server.CreateDatabaseAsync();
        var image = Samples.Image(1);
        await using (var service = Service(address))
        {
            using var client = service.CreateClient();
            await client.DeliverAsync(Delivery.Of([Samples.Of(image)], image));
        }
        // The schema of the previous version.
        await server.QueryAsync(address, $"""
            DO $$
            DECLARE
                drop_index text;
            BEGIN
                FOR drop_index IN SELECT format('DROP INDEX %I.%I', schemaname, indexname) {Indexes} LOOP
                    EXECUTE drop_index;
                END LOOP;
            END;
            $$;
            DELETE FROM cv_system.schema_migrations WHERE version >= 3;
            """);

        await using (var service = Service(address))
        {
            using var client = service.CreateClient();
            Assert.Single((await client.PageAsync("?class=QR")).Items);
            await client.DeliverAsync(Delivery.Of([Samples.Of(image, "after")], image));
        }

        Assert.Equal(3L, await server.QueryAsync(address, "SELECT count(*) " + Indexes));
    }

    private static LoggingApplication Service(string address) => new(null, ("Vision:Store:DatabaseUrl", address));
}
