using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Deletion;

public sealed class SqliteRemovalByDateTests() : RemovalByDateTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresRemovalByDateTests(PostgresServer server) : RemovalByDateTests(server)
{
    [Fact]
    public async Task Drops_the_partitions_of_whole_months_and_recreates_them_on_demand()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([.. Months.Select(month => Samples.Of(Image, createdAt: month))], Image));

        await service.Services.GetRequiredService<IPredictionStore>().RemoveBeforeAsync("default", Months[2].AddDays(1), TestContext.Current.CancellationToken);

        Assert.Equal("2026_03 2026_04", await QueryAsync(service, """
            SELECT string_agg(right(relname, 7), ' ' ORDER BY relname) FROM pg_class
            WHERE relnamespace = 'cv_tenant_default'::regnamespace AND relkind = 'r' AND relname ~ '^object_detections_20'
            """));
        Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(Delivery.Of([Samples.Of(Image, createdAt: Months[0])])));
    }
}

public abstract class RemovalByDateTests(PostgresServer? postgres) : StoreTests(postgres)
{
    /// <summary>The middle of four months.</summary>
    private protected static readonly DateTimeOffset[] Months = [.. Enumerable.Range(1, 4).Select(month => new DateTimeOffset(2026, month, 15, 0, 0, 0, TimeSpan.Zero))];

    private protected byte[] Image { get; } = Samples.Image(1);

    [Fact]
    public async Task Deletes_exactly_the_predictions_before_a_date_with_their_rows()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var other = service.ClientOf("other");
        var metadata = new Dictionary<string, string> { ["camera"] = "dock-3" };
        Prediction[] all = [.. Enumerable.Range(0, 1200).Select(i => Samples.Of(Image, createdAt: Months[i % 4].AddMilliseconds(i)) with { Metadata = metadata })];
        foreach (var batch in all.Chunk(PredictionBatch.MaxPredictions))
        {
            await client.DeliverAsync(Delivery.Of(batch, Image));
        }

        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "other", Months[0])], Image));
        var moment = Months[2].AddMilliseconds(600);
        var store = service.Services.GetRequiredService<IPredictionStore>();

        await store.RemoveBeforeAsync("default", moment, TestContext.Current.CancellationToken);
        await store.RemoveBeforeAsync("nobody", moment, TestContext.Current.CancellationToken);

        var kept = all.Where(prediction => prediction.CreatedAt >= moment).Select(prediction => prediction.Id).Order().ToArray();
        Assert.Equal(kept, (await client.PageAsync("?limit=500")).Items.Select(item => item.Id).Order());
        Assert.Equal((long)kept.Length * 3, Convert.ToInt64(await QueryAsync(service, """
            SELECT (SELECT count(*) FROM image_processing) + (SELECT count(*) FROM prediction_classes) + (SELECT count(*) FROM prediction_metadata)
            """), null));
        Assert.Single((await other.PageAsync()).Items);
    }
}
