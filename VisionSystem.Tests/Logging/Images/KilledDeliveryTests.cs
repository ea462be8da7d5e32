using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Persistence;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.Logging.Images;

/// <summary>logging-service is killed after an image is stored and before its row is.</summary>
public sealed class KilledDeliveryTests(S3Server server) : IClassFixture<S3Server>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _kept = Samples.Image(1);
    private readonly byte[] _lost = Samples.Image(2, 300_000);
    private readonly byte[] _stuck = Samples.Image(3);

    [Fact]
    public async Task Leaves_no_image_in_the_folder_after_the_sweeps()
    {
        using var data = new TemporaryFolder();

        await KillAndSweepAsync(data.Path, () => [.. data.Files().Where(file => ImageKey.HashOf(Path.GetFileName(file)) is not null)]);
    }

    [Fact]
    public async Task Leaves_no_image_in_the_bucket_after_the_sweeps()
    {
        using var data = new TemporaryFolder();
        var bucket = server.NewBucket();

        await KillAndSweepAsync(data.Path, () => server.ObjectsOf(bucket), S3Server.SettingsOf(bucket));
    }

    private async Task KillAndSweepAsync(string data, Func<IReadOnlyList<string>> stored, params (string Key, string Value)[] settings)
    {
        using (var service = await ServiceProcess.StartLoggingAsync(data, settings))
        {
            await service.Client.DeliverAsync(Delivery.Of([Samples.Of(_kept)], _kept));
            using var delivery = await StalledDelivery.SendAsync(
                service.Client.BaseAddress!, Delivery.Of([Samples.Of(_lost), Samples.Of(_stuck)], _lost, _stuck));
            await Until.TrueAsync("the image is stored", () => stored().Count == 2, Patience);
            await service.KillAsync();
        }

        await using var restarted = new LoggingApplication(data, settings);
        using var client = restarted.CreateClient();
        var sweep = restarted.Services.GetRequiredService<ImageSweep>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            StoredFiles.Age(stored(), TimeSpan.FromHours(2));
            await sweep.RunAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Samples.Sha256Of(_kept), Samples.Sha256Of(await File.ReadAllBytesAsync(Assert.Single(stored()), TestContext.Current.CancellationToken)));
        Assert.Single((await client.PageAsync()).Items);
        await client.DeliverAsync(Delivery.Of([Samples.Of(_lost)], _lost));
        Assert.Equal(_lost, await client.GetByteArrayAsync("/v1/images/" + Samples.Sha256Of(_lost), TestContext.Current.CancellationToken));
    }
}
