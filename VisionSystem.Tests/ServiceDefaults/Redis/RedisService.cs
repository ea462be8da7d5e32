using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

/// <summary>A replica that shares state through Redis.</summary>
internal static class RedisService
{
    /// <summary>Starts a replica and waits until it uses Redis.</summary>
    public static async Task<TestService> StartAsync(RedisServer server)
    {
        var service = await TestService.StartAsync([("CV_REDIS_URL", server.Url), RedisServer.Patient], builder => builder.AddRedis());
        await service.UsesRedisAsync();
        return service;
    }

    public static T Get<T>(this TestService service)
        where T : notnull => service.App.Services.GetRequiredService<T>();

    public static Task UsesRedisAsync(this TestService service) => Until.TrueAsync("Redis is used", () => service.Get<RedisConnection>().IsUsable);
}
