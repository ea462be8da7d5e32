using System.Net;
using VisionSystem.Cli.Processes;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

/// <summary>Redis stops, hangs or does not exist: the services continue.</summary>
public sealed class RedisOutageTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Continues_while_Redis_is_down_and_uses_it_again_afterwards()
    {
        await using var service = await RedisService.StartAsync(server);
        var cache = service.Get<SharedCache>();
        await cache.SetAsync("down", [1], Hour);
        Assert.Equal([1], (await cache.FindAsync("down"))?.Value);

        await server.Process.KillAsync();
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await cache.FindAsync("down"));
        }

        var health = await service.GetTextAsync("/health");
        using var ready = await service.GetAsync("/ready");
        var metrics = await service.GetTextAsync("/metrics");
        var told = service.Lines.All.Count(line => line.Contains("Redis cannot be used", StringComparison.Ordinal));
        await server.Process.StartAsync();
        await service.UsesRedisAsync();
        await cache.SetAsync("down", [2], Hour);

        Assert.Contains("Degraded", health, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains(metrics.Split('\n'), line =>
            line.StartsWith("cv_redis_failures_total{", StringComparison.Ordinal) && line.Contains("operation=\"get\"", StringComparison.Ordinal));
        Assert.Equal(1, told);
        Assert.Equal([2], (await cache.FindAsync("down"))?.Value);
    }

    [Fact]
    public async Task Sends_nothing_to_a_hanging_Redis_until_it_recovers()
    {
        await using var service = await RedisService.StartAsync(server);
        var redis = service.Get<RedisConnection>();
        var asked = 0;

        server.Process.Signal(UnixSignal.Stop);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(-1, await redis.TryAsync("test", async database =>
            {
                asked++;
                return await database.StringLengthAsync("hang");
            }, otherwise: -1));
        }

        server.Process.Signal(UnixSignal.Continue);
        await service.UsesRedisAsync();

        Assert.InRange(asked, 1, 2);
        Assert.Equal(0, await redis.TryAsync("test", database => database.StringLengthAsync("hang"), otherwise: -1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Continues_while_the_network_to_Redis_is_cut_and_uses_it_again_afterwards(bool halfOpen)
    {
        await using var network = new TcpProxy(server.Process.Port);
        await using var service = await TestService.StartAsync([("CV_REDIS_URL", $"redis://127.0.0.1:{network.Port}"), ("Vision:Cache:TimeoutMs", "3000")], RedisService.AddRedisServices);
        await service.UsesRedisAsync();
        var cache = service.Get<SharedCache>();
        await cache.SetAsync("cut", [1], Hour);

        if (halfOpen)
        {
            network.Stall();
        }
        else
        {
            network.Refuses = true;
            network.Cut();
        }

        await Until.TrueAsync(
            "the loss is noticed",
            async _ =>
            {
                await cache.FindAsync("cut");
                return !service.Get<RedisConnection>().IsUsable;
            },
            TimeSpan.FromSeconds(30));
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await cache.FindAsync("cut"));
        }

        network.Refuses = false;
        network.Resume();
        network.Cut();
        await service.UsesRedisAsync();

        Assert.Equal([1], (await cache.FindAsync("cut"))?.Value);
        Assert.Equal(1, service.Lines.All.Count(line => line.Contains("Redis cannot be used", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Starts_without_Redis_and_uses_it_once_available()
    {
        await server.Process.KillAsync();
        await using var service = await TestService.StartAsync([("CV_REDIS_URL", server.Url), RedisServer.Patient], RedisService.AddRedisServices);
        var cache = service.Get<SharedCache>();

        await cache.SetAsync("late", [1], Hour);
        Assert.Null(await cache.FindAsync("late"));
        await server.Process.StartAsync();
        await service.UsesRedisAsync();
        await cache.SetAsync("late", [1], Hour);

        Assert.Equal([1], (await cache.FindAsync("late"))?.Value);
    }

    [Fact]
    public async Task Continues_to_use_Redis_after_one_refused_operation()
    {
        await using var service = await RedisService.StartAsync(server);
        var redis = service.Get<RedisConnection>();

        await redis.TryAsync("push", database => database.ListLeftPushAsync("list", 1), otherwise: 0);
        Assert.Equal(-1, await redis.TryAsync("wrong", database => database.StringIncrementAsync("list"), otherwise: -1));

        Assert.True(redis.IsUsable);
        Assert.Equal(1, await redis.TryAsync("right", database => database.ListLengthAsync("list"), otherwise: -1));
    }
}
