using VisionSystem.Tests.Logging.Exports;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Migrations;

[Collection(SharedPostgres.Name)]
public sealed class ReviewMigrationTests(PostgresServer server)
{
    [Fact]
    public async Task Existing_and_new_tenants_have_reviews_after_the_migration()
    {
        var address = await server.CreateDatabaseAsync();
        var image = Samples.Image(1);
        var (before, after) = (Samples.Of(image), Samples.Of(image, "after"));
        await using (var service = Service(address))
        {
            using var client = service.CreateClient();
            await client.DeliverAsync(Delivery.Of([before], image));
        }
        // The schema of the previous version.
        await server.QueryAsync(address, """
            ALTER TABLE cv_tenant_template.object_detections DROP COLUMN review, DROP COLUMN review_history;
            ALTER TABLE cv_tenant_default.object_detections DROP COLUMN review, DROP COLUMN review_history;
            DELETE FROM cv_system.schema_migrations WHERE version >= 2;
            """);

        await using (var service = Service(address))
        {
            using var client = service.CreateClient();
            using var other = service.ClientOf("after");
            // The images of the first service were deleted with its folder.
            await client.DeliverAsync(Delivery.Of([before, after], image));
            var review = await client.ReviewedAsync(before.Id, """{"verdict": "correct"}""");
            await other.ReviewedAsync(after.Id, """{"verdict": "correct"}""");

            Assert.Equal(review.Id, (await client.PredictionAsync(before.Id)).Review!.Id);
        }
    }

    private static LoggingApplication Service(string address) => new(null, ("Vision:Store:DatabaseUrl", address));
}
