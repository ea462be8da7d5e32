using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.FanOut;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

/// <summary>A replica that shares state through Redis.</summary>
internal static class RedisService
{
    /// <summary>Starts a replica and waits until it uses Redis.</summary>
    public static async Task<TestService> StartAsync(RedisServer server)
    {
        var service = await TestService.StartAsync([("CV_REDIS_URL", server.Url), RedisServer.Patient], AddRedisServices);
        await service.UsesRedisAsync();
        return service;
    }

    /// <summary>Adds everything that replicas share through Redis.</summary>
    public static void AddRedisServices(WebApplicationBuilder builder) => builder.AddRedis().AddRateLimits().AddIdempotencyKeys().AddMessageFanOut();

    public static T Get<T>(this TestService service)
        where T : notnull => service.App.Services.GetRequiredService<T>();

    public static Task UsesRedisAsync(this TestService service) => Until.TrueAsync("Redis is used", () => service.Get<RedisConnection>().IsUsable);
}
