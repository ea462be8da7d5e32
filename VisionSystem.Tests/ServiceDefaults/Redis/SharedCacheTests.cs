using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

public sealed class SharedCacheTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_replica_finds_the_entries_of_another()
    {
        await using var one = await RedisService.StartAsync(server);
        await using var other = await RedisService.StartAsync(server);
        byte[] value = [0, 1, 255, 13, 10];

        await one.Get<SharedCache>().SetAsync("shared", value, TimeSpan.FromHours(1));
        var found = await other.Get<SharedCache>().FindAsync("shared");

        Assert.Equal(value, found?.Value);
        Assert.InRange(found!.Value.Left, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.Null(await other.Get<SharedCache>().FindAsync("another"));
    }

    [Fact]
    public async Task An_entry_expires()
    {
        await using var service = await RedisService.StartAsync(server);
        var cache = service.Get<SharedCache>();

        await cache.SetAsync("long", [2], TimeSpan.FromHours(1));
        await cache.SetAsync("short", [1], TimeSpan.FromMilliseconds(50));

        await Until.TrueAsync("it is gone", async _ => await cache.FindAsync("short") is null, TimeSpan.FromSeconds(30));
        Assert.NotNull(await cache.FindAsync("long"));
    }
}
