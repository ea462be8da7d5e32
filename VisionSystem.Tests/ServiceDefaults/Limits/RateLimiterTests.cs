using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.ServiceDefaults.Redis;

namespace VisionSystem.Tests.ServiceDefaults.Limits;

public sealed class RateLimiterTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly RateLimit TenAnHour = new(10, TimeSpan.FromHours(1));

    [Fact]
    public async Task Replicas_together_allow_what_the_limit_says()
    {
        await using var one = await RedisService.StartAsync(server);
        await using var other = await RedisService.StartAsync(server);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            (i % 2 == 0 ? one : other).Get<RateLimiter>().AcquireAsync("together", TenAnHour).AsTask()));

        Assert.Equal(10, decisions.Count(decision => decision.Allowed));
        Assert.Equal(Enumerable.Range(0, 10), decisions.Where(decision => decision.Allowed).Select(decision => decision.Remaining).Order());
        Assert.All(decisions.Where(decision => !decision.Allowed), decision =>
            Assert.InRange(decision.RetryAfter, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6)));
    }

    [Fact]
    public async Task A_subject_does_not_consume_the_limit_of_another()
    {
        await using var service = await RedisService.StartAsync(server);
        var limiter = service.Get<RateLimiter>();

        Assert.Equal(new RateDecision(true, 0, TimeSpan.Zero), await limiter.AcquireAsync("greedy", TenAnHour, cost: 10));
        Assert.False((await limiter.AcquireAsync("greedy", TenAnHour)).Allowed);
        Assert.Equal(new RateDecision(true, 9, TimeSpan.Zero), await limiter.AcquireAsync("modest", TenAnHour));
    }

    [Fact]
    public async Task Each_replica_limits_independently_without_Redis()
    {
        await using var service = await TestService.StartAsync(build: RedisService.AddRedisServices);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            Task.Run(async () => await service.Get<RateLimiter>().AcquireAsync("alone", TenAnHour))));

        Assert.Equal(10, decisions.Count(decision => decision.Allowed));
    }

    [Fact]
    public void No_window_exceeds_its_bound_and_waiting_for_Retry_After_is_sufficient()
    {
        var limit = new RateLimit(7, TimeSpan.FromSeconds(3));
        var (interval, window) = GenericCellRate.Microseconds(limit);
        var random = new Random(1);
        var allowed = new List<long>();
        long emptyAt = 0;
        for (long now = 0; allowed.Count < 2000;)
        {
            var (decision, next) = GenericCellRate.Acquire(emptyAt, now, limit, 1);
            if (decision.Allowed)
            {
                allowed.Add(now);
                emptyAt = next;
                now += random.Next(0, (int)(2 * interval));
            }
            else
            {
                now += (long)decision.RetryAfter.TotalMicroseconds;
                Assert.True(GenericCellRate.Acquire(emptyAt, now, limit, 1).Decision.Allowed);
            }
        }

        // A burst, and the requests refilled during the window: fewer than twice the limit in any window, and the limit itself on
        // average.
        for (var i = 0; i + (2 * limit.Count) - 1 < allowed.Count; i++)
        {
            Assert.True(allowed[i + (2 * limit.Count) - 1] - allowed[i] >= window - interval);
        }

        Assert.True(allowed.Count <= limit.Count + (allowed[^1] / interval) + 1);
    }
}
