using VisionSystem.Tests.Servers;
using VisionSystem.Tests.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.Logging.Persistence;

public sealed class SqliteCrashTests() : CrashTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresCrashTests(PostgresServer server) : CrashTests(server);

/// <summary>The service as a process that is killed with SIGKILL while deliveries arrive.</summary>
public abstract class CrashTests(PostgresServer? postgres) : IDisposable
{
    private readonly TemporaryFolder _data = new();

    [Fact]
    public async Task A_killed_service_has_every_prediction_it_acknowledged_and_no_prediction_without_its_image()
    {
        var acknowledged = new List<Guid>();
        (string, string)[] settings = postgres is null ? [] : [("CV_DATABASE_URL", await postgres.CreateDatabaseAsync())];
        using (var service = await ServiceProcess.StartLoggingAsync(_data.Path, settings))
        {
            var delivering = DeliverUntilItFailsAsync(service.Client, acknowledged);
            await Until.TrueAsync("predictions are acknowledged", () => acknowledged.Count >= 20 || delivering.IsCompleted);
            await service.KillAsync();
            await delivering;
        }

        await using var restarted = new LoggingApplication(_data.Path, settings);
        using var client = restarted.CreateClient();
        var page = await client.PageAsync("?limit=500");
        Assert.Empty(acknowledged.Except(page.Items.Select(item => item.Id)));
        foreach (var image in page.Items.Select(item => item.Image.Sha256))
        {
            Assert.Equal(image, Samples.Sha256Of(await client.GetByteArrayAsync("/v1/images/" + image, TestContext.Current.CancellationToken)));
        }

        Assert.Empty(_data.Files("*.tmp"));
    }

    public void Dispose()
    {
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    private static async Task DeliverUntilItFailsAsync(HttpClient client, List<Guid> acknowledged)
    {
        try
        {
            for (var seed = 0; ; seed += 2)
            {
                byte[][] images = [Samples.Image(seed, 500_000), Samples.Image(seed + 1, 500_000)];
                var predictions = images.Select(image => Samples.Of(image)).ToArray();
                await client.DeliverAsync(Delivery.Of(predictions, images));
                acknowledged.AddRange(predictions.Select(prediction => prediction.Id));
            }
        }
        catch (HttpRequestException)
        {
            // The service was killed.
        }
    }
}
