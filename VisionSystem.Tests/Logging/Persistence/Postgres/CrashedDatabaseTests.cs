using VisionSystem.Contracts;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

/// <summary>The database is killed with SIGKILL while predictions arrive, and restarted.</summary>
public sealed class CrashedDatabaseTests(DurablePostgresServer server) : IClassFixture<DurablePostgresServer>
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Every_acknowledged_prediction_exists_once_after_a_database_crash()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", address));
        using var client = service.CreateClient();
        var acknowledged = new List<Guid>();
        await DeliverAsync(client, acknowledged, 1);
        for (var round = 0; round < 2; round++)
        {
            var delivering = DeliverAsync(client, acknowledged, int.MaxValue);
            var reached = acknowledged.Count + 20;
            await Until.TrueAsync("predictions arrive", () => acknowledged.Count >= reached || delivering.IsCompleted, TimeSpan.FromSeconds(30));
            await server.KillAsync();
            await delivering;
            await server.StartAsync();
        }

        await DeliverAsync(client, acknowledged, 1);
        var stored = (await client.PageAsync("?limit=500")).Items.Select(item => item.Id).ToArray();
        Assert.Empty(acknowledged.Except(stored));
        Assert.Equal(stored.Length, stored.Distinct().Count());
    }

    /// <summary>Delivers one prediction after another until a delivery fails.</summary>
    private async Task DeliverAsync(HttpClient client, List<Guid> acknowledged, int most)
    {
        for (var i = 0; i < most; i++)
        {
            var prediction = Samples.Of(_image);
            using var answer = await client.PostAsync(PredictionBatch.Path, Delivery.Of([prediction], _image).ToContent(), TestContext.Current.CancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                Assert.Equal(503, (int)answer.StatusCode);
                return;
            }

            acknowledged.Add(prediction.Id);
        }
    }
}
