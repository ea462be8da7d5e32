using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.FanOut;

/// <summary>Registers the messages between replicas.</summary>
public static class FanOutSetup
{
    /// <summary>Adds <see cref="MessageFanOut"/>; requires <see cref="RedisSetup.AddRedis"/>.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddMessageFanOut(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MessageFanOut>();
        return builder;
    }
}
