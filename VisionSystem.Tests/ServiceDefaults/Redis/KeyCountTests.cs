using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

public sealed class KeyCountTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Ten_thousand_requests_leave_no_more_keys_than_a_thousand()
    {
        await using var service = await RedisService.StartAsync(server);

        await RequestAsync(service, 1000);
        var before = await server.CountKeysAsync();
        await RequestAsync(service, 10_000);

        Assert.InRange(before, 1, 300);
        Assert.Equal(before, await server.CountKeysAsync());
    }

    /// <summary>Sends a hundred images of ten callers repeatedly.</summary>
    private static Task RequestAsync(TestService service, int count)
    {
        var (cache, limiter, once) = (service.Get<SharedCache>(), service.Get<RateLimiter>(), service.Get<IdempotencyKeys>());
        return Parallel.ForAsync(0, count, TestContext.Current.CancellationToken, async (i, _) =>
        {
            var image = (i % 100).ToString(CultureInfo.InvariantCulture);
            var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(image));
            await limiter.AcquireAsync($"caller {i % 10}", new RateLimit(1000, Hour));
            var claim = await once.ClaimAsync(image, fingerprint, Hour);
            if (claim.Status == IdempotencyStatus.Claimed)
            {
                await cache.SetAsync(image, new byte[1000], Hour);
                await once.CompleteAsync(image, fingerprint, claim, new byte[100], Hour);
            }
            else
            {
                await cache.FindAsync(image);
            }
        });
    }
}
