using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>Registers the detection of repeated requests.</summary>
public static class IdempotencySetup
{
    /// <summary>Adds <see cref="IdempotencyKeys"/>; requires <see cref="RedisSetup.AddRedis"/>.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddIdempotencyKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IdempotencyKeys>();
        return builder;
    }
}
