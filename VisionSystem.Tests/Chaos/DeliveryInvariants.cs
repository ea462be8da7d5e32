using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using VisionSystem.Logging.Images;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Logging.Images;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Chaos;

/// <summary>Invariants that hold after all faults are repaired.</summary>
internal static class DeliveryInvariants
{
    /// <summary>
    /// Every response is stored once with its image, no other prediction or image is stored, and every rejection was counted.
    /// </summary>
    public static async Task AssertAsync(ChaosSystem system, ImageLoad load)
    {
        await system.SettleAsync();
        Assert.Empty(load.Failures);

        var stored = await StoredAsync(system);
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(load.Answered.Keys.Except(stored));
        Assert.Empty(stored.Except(load.Answered.Keys));

        var images = load.Answered.Values.Distinct().Select(number => TinyBmp.Noise(number)).ToDictionary(Samples.Sha256Of);
        await Parallel.ForEachAsync(images, TestContext.Current.CancellationToken, async (image, token) =>
            Assert.Equal(image.Value, await system.Logging.GetByteArrayAsync($"/v1/images/{image.Key}", token)));

        await SweepAsync(system);
        Assert.Equal(images.Keys.Order(), await HashesAsync(system));

        var counted = await system.ProblemsAsync();
        Assert.Equal(load.Refused.OrderBy(refusal => refusal.Key), counted.Select(problem => KeyValuePair.Create(problem.Key, (int)problem.Value)).OrderBy(problem => problem.Key));
    }

    private static async Task<List<Guid>> StoredAsync(ChaosSystem system)
    {
        await using var connection = await system.Postgres.OpenAsync(system.Database);
        await using var command = new NpgsqlCommand("SELECT id FROM cv_tenant_default.object_detections", connection);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            ids.Add(rows.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Sweeps twice, each time with the images' timestamps moved back by hours.</summary>
    private static async Task SweepAsync(ChaosSystem system)
    {
        await using var service = new LoggingApplication(null, S3Server.SettingsOf(system.Bucket, ("CV_DATABASE_URL", system.Database)));
        using var client = service.CreateClient();
        var sweep = service.Services.GetRequiredService<ImageSweep>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            StoredFiles.Age(system.S3.ObjectsOf(system.Bucket), TimeSpan.FromHours(2));
            Assert.Equal(0, (await sweep.RunAsync(TestContext.Current.CancellationToken)).Missing);
        }
    }

    private static async Task<IEnumerable<string>> HashesAsync(ChaosSystem system)
    {
        var hashes = new List<string>();
        foreach (var file in system.S3.ObjectsOf(system.Bucket))
        {
            hashes.Add(Samples.Sha256Of(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        }

        return hashes.Order();
    }
}
