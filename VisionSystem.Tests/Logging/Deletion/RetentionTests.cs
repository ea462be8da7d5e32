using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Logging.Deletion;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Deletion;

public sealed class SqliteRetentionTests() : RetentionTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresRetentionTests(PostgresServer server) : RetentionTests(server);

public abstract class RetentionTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Deletes_predictions_older_than_the_retention_of_each_tenant()
    {
        await using var service = await StartAsync(
            ("Vision:Retention:Days", "30"), ("Vision:Retention:Tenants:archive:Days", "0"), ("Vision:Retention:Tenants:brief:Days", "1"), ("Vision:Retention:Interval", "00:00:00.200"));
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        int[] ages = [0, 2, 29, 31, 400];

        foreach (var tenant in new[] { "default", "archive", "brief" })
        {
            await DeliverUntilTakenAsync(client, Delivery.Of([.. ages.Select(days => Samples.Of(image, tenant, _now.AddDays(-days)))], image));
        }

        foreach (var (tenant, kept) in new[] { ("default", 3), ("brief", 1), ("archive", 5) })
        {
            using var reader = service.ClientOf(tenant);
            await Until.TrueAsync($"{tenant} has {kept} predictions", async _ => (await reader.PageAsync()).Items.Count == kept, Patience);
        }
        // An image remains while a prediction references it; the sweep deletes it after the last one.
        Assert.Equal(image, await client.GetByteArrayAsync($"/v1/images/{Samples.Sha256Of(image)}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deletes_the_oldest_predictions_above_the_image_size_limit()
    {
        await using var service = await StartAsync(("Vision:Retention:MaxSize", "3kb"), ("Vision:Retention:Interval", "00:00:00.200"));
        using var client = service.CreateClient();
        var images = Enumerable.Range(0, 6).Select(i => Samples.Image(i)).ToArray();
        // A thousand bytes each. The first image is detected again last, so its age is that of the last detection.
        var predictions = images.Select((image, i) => Samples.Of(image, createdAt: _now.AddDays(i - 10))).Append(Samples.Of(images[0], createdAt: _now)).ToArray();

        await DeliverUntilTakenAsync(client, Delivery.Of(predictions, images));

        await Until.TrueAsync("the rest fits", async _ => (await client.PageAsync()).Items.Count == 3, Patience);
        Assert.Equal(predictions[^3..].Select(prediction => prediction.Id).Reverse(), (await client.PageAsync()).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Loses_no_delivery_during_retention()
    {
        await using var service = await StartAsync(("Vision:Retention:Days", "7"), ("Vision:Retention:Interval", "00:00:00.050"));
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        var fresh = new List<Guid>();

        for (var round = 0; round < 30; round++)
        {
            // Months that are created, filled and deleted in turn, with predictions that remain.
            Prediction[] batch = [Samples.Of(image, createdAt: _now.AddDays(-100)), Samples.Of(image, createdAt: _now.AddSeconds(-round))];
            await DeliverUntilTakenAsync(client, Delivery.Of(batch, image));
            fresh.Add(batch[1].Id);
        }

        await Until.TrueAsync("only what is fresh is there", async _ => (await client.PageAsync("?limit=500")).Items.Count == fresh.Count, Patience);
        Assert.Equal(fresh.Order(), (await client.PageAsync("?limit=500")).Items.Select(item => item.Id).Order());
        Assert.Equal(image, await client.GetByteArrayAsync($"/v1/images/{Samples.Sha256Of(image)}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Names_every_invalid_limit()
    {
        var options = new RetentionOptions { Days = -1, Interval = TimeSpan.Zero };
        options.Tenants["acme"] = new TenantRetention { Days = 100_000 };

        Assert.Equal(3, OptionsErrors.In(options, RetentionOptions.Section).Count);
        Assert.Empty(OptionsErrors.In(new RetentionOptions { MaxSize = ByteSize.Parse("1gb") }, RetentionOptions.Section));
    }

    /// <summary>Repeats a delivery that returns 503, as the sender does.</summary>
    private static async Task DeliverUntilTakenAsync(HttpClient client, Delivery delivery) =>
        await Until.TrueAsync("the delivery is taken", async token =>
        {
            using var answer = await client.PostAsync(PredictionBatch.Path, delivery.ToContent(), token);
            Assert.True(answer.IsSuccessStatusCode || (int)answer.StatusCode == 503, answer.StatusCode.ToString());
            return answer.IsSuccessStatusCode;
        }, Patience);
}
