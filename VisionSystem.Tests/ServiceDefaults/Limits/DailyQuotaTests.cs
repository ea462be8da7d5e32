using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.ServiceDefaults.Redis;

namespace VisionSystem.Tests.ServiceDefaults.Limits;

public sealed class DailyQuotaTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Replicas_together_allow_what_the_limit_says_and_returned_permits_again()
    {
        await using var one = await RedisService.StartAsync(server);
        await using var other = await RedisService.StartAsync(server);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : other).Get<DailyQuota>().AcquireAsync("together", 10, 1).AsTask()));
        var peek = await one.Get<DailyQuota>().AcquireAsync("together", 10, 0);
        await other.Get<DailyQuota>().AcquireAsync("together", 10, -2);
        var again = await one.Get<DailyQuota>().AcquireAsync("together", 10, 2);

        Assert.Equal(10, decisions.Count(decision => decision.Allowed));
        Assert.Equal((false, 0), (peek.Allowed, peek.Remaining));
        Assert.Equal((true, 0), (again.Allowed, again.Remaining));
        Assert.All(decisions, decision => Assert.InRange(decision.ResetAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task A_day_begins_at_midnight_utc()
    {
        await using var service = await TestService.StartAsync(build: RedisService.AddRedisServices);
        var time = new Clock { Now = new DateTimeOffset(2026, 3, 14, 22, 0, 0, TimeSpan.Zero) };
        var quota = new DailyQuota(service.Get<RedisConnection>(), time);

        Assert.Equal(new QuotaDecision(true, 0, TimeSpan.FromHours(2)), await quota.AcquireAsync("alone", 3, 3));
        Assert.Equal(new QuotaDecision(false, 0, TimeSpan.FromHours(2)), await quota.AcquireAsync("alone", 3, 1));
        time.Now += TimeSpan.FromHours(2);
        Assert.Equal(new QuotaDecision(true, 2, TimeSpan.FromHours(24)), await quota.AcquireAsync("alone", 3, 1));
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
