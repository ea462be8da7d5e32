using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>Registers the counters of limits.</summary>
public static class RateLimitSetup
{
    /// <summary>Adds <see cref="RateLimiter"/> and <see cref="DailyQuota"/>; requires <see cref="RedisSetup.AddRedis"/>.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RateLimiter>().AddSingleton<DailyQuota>();
        return builder;
    }
}
