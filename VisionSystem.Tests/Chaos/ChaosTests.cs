using System.Globalization;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Chaos;

/// <summary>Kills, disconnects and fills up each dependency of the services while images arrive.</summary>
[Collection(nameof(OwnApp))]
public sealed class ChaosTests(PostgresServer postgres, RedisServer redis, S3Server s3)
    : IClassFixture<PostgresServer>, IClassFixture<RedisServer>, IClassFixture<S3Server>
{
    /// <summary>The duration of the long run in seconds; <c>./vision bench chaos</c> sets it.</summary>
    private const string LongForm = "VISION_CHAOS_SECONDS";

    private const int Seed = 20_261_122;

    private const int ImagesPerFault = 20;

    private static int Seconds => int.TryParse(Environment.GetEnvironmentVariable(LongForm), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

    [Fact]
    public async Task No_acknowledged_image_is_lost_during_any_fault()
    {
        await using var system = await ChaosSystem.StartAsync(postgres, redis, s3);
        await using var load = new ImageLoad(system.Inference);
        foreach (var fault in Fault.All)
        {
            await load.UntilMoreAsync(ImagesPerFault / 2);
            await fault.StrikeAsync(system);
            await load.UntilMoreAsync(ImagesPerFault);
            if (fault.FillsTheSpool)
            {
                await Until.TrueAsync("photos are refused", () => load.Refused.ContainsKey("spool-full"), TimeSpan.FromMinutes(2));
            }

            await fault.MendAsync(system);
        }

        await load.StopAsync();

        await DeliveryInvariants.AssertAsync(system, load);
        Assert.Equal(["spool-full"], load.Refused.Keys);
    }

    [Fact]
    public async Task No_acknowledged_image_is_lost_during_minutes_of_random_faults()
    {
        Assert.SkipWhen(Seconds == 0, "takes minutes: ./vision bench chaos runs it");
        await using var system = await ChaosSystem.StartAsync(postgres, redis, s3);
        await using var load = new ImageLoad(system.Inference);
        var report = new ChaosReport(load);
        var calm = TimeSpan.FromSeconds(Seconds / 4);

        await report.CalmAsync(calm);
        await report.StormAsync(system, TimeSpan.FromSeconds(Seconds), new Random(Seed));
        await system.CatchUpAsync(ImageLoad.PerSecond);
        await report.CalmAsync(calm);
        await load.StopAsync();

        report.Write(System.Console.Out);
        await DeliveryInvariants.AssertAsync(system, load);
        System.Console.Out.WriteLine("Every answer is kept once with its photo, no photo is left over, every refusal was counted.");
    }
}
