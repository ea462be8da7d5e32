using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.FanOut;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Limits;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>What replicas share through Redis; alone, or without Redis, a process keeps it to itself.</summary>
public static class RedisSetup
{
    /// <summary>
    /// Adds <see cref="SharedCache"/>, <see cref="RateLimiter"/>, <see cref="IdempotencyKeys"/> and <see cref="MessageFanOut"/>,
    /// over the Redis of <c>CV_REDIS_URL</c>, <c>CV_REDIS_CLUSTER_NODES</c> or Aspire's connection string <c>redis</c>.
    /// </summary>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RedisOptions>(RedisOptions.Section);
        builder.Services.AddOptions<RedisOptions>().PostConfigure<IConfiguration>(RedisOptions.Complete);
        var target = RedisOptions.TargetOf(builder.Configuration);
        if (target is not null)
        {
            builder.AddClient(target);
            // The client tells of every step of every connection at Information; what is done without it is logged here.
            builder.Logging.AddFilter("StackExchange.Redis", LogLevel.Warning);
        }

        builder.Services.AddSingleton(services => new RedisConnection(
            target,
            TimeSpan.FromMilliseconds(services.GetRequiredService<RedisOptions>().TimeoutMs),
            services.GetRequiredService<IConnectionMultiplexer>,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<RedisConnection>>()));
        builder.Services.AddHostedService(static services => services.GetRequiredService<RedisConnection>());
        builder.Services.AddSingleton<SharedCache>();
        builder.Services.AddSingleton<RateLimiter>();
        builder.Services.AddSingleton<IdempotencyKeys>();
        builder.Services.AddSingleton<MessageFanOut>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        return builder;
    }

    /// <summary>
    /// Without the package's own health check, to which a missing Redis is a fault, its tracing, which ours takes the place of,
    /// and its connecting at start, which would wait for a Redis that is down.
    /// </summary>
    private static void AddClient(this WebApplicationBuilder builder, ConfigurationOptions target) => builder.AddRedisClient(
        RedisOptions.ConnectionName,
        settings =>
        {
            settings.ConnectionString = target.ToString(includePassword: false);
            settings.DisableHealthChecks = true;
            settings.DisableTracing = true;
            settings.DisableAutoActivation = true;
        },
        options =>
        {
            // Given apart from the rest: a connection string cannot say a password with a comma in it.
            options.Password = target.Password;
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 2000;
            options.SyncTimeout = 1000;
            options.AsyncTimeout = 1000;
            // What cannot be asked now is done without; queued, it would be asked later on behalf of nobody.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.KeepAlive = 10;
        });
}
