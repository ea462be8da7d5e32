using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>Connects a service to the Redis that its replicas share.</summary>
public static class RedisSetup
{
    /// <summary>
    /// Adds <see cref="RedisConnection"/>, <see cref="SharedCache"/> and a health check. The address is <c>CV_REDIS_URL</c>,
    /// <c>CV_REDIS_CLUSTER_NODES</c> or Aspire's connection string <c>redis</c>; without an address nothing is shared.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RedisOptions>(RedisOptions.Section);
        builder.Services.AddOptions<RedisOptions>().PostConfigure<IConfiguration>(RedisOptions.Complete);
        var target = RedisOptions.TargetOf(builder.Configuration);
        var verifier = target is { Ssl: true } ? TrustedAuthorities.Of(builder).CreateVerifier() : null;
        if (target is not null)
        {
            builder.AddClient(target, verifier);
            // The client logs every step of every connection at Information; RedisConnection logs the failures.
            builder.Logging.AddFilter("StackExchange.Redis", LogLevel.Warning);
        }

        builder.Services.AddSingleton(services => new RedisConnection(
            target,
            TimeSpan.FromMilliseconds(services.GetRequiredService<RedisOptions>().TimeoutMs),
            services.GetRequiredService<IConnectionMultiplexer>,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<RedisConnection>>(),
            verifier));
        builder.Services.AddHostedService(static services => services.GetRequiredService<RedisConnection>());
        builder.Services.AddSingleton<SharedCache>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        return builder;
    }

    /// <summary>
    /// Disables three features of the package: its health check, which reports a missing Redis as unhealthy; its tracing, which
    /// duplicates ours; and its connection at start, which waits for a Redis that is down.
    /// </summary>
    private static void AddClient(this WebApplicationBuilder builder, ConfigurationOptions target, ServerVerifier? verifier) => builder.AddRedisClient(
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
            // Set separately: a connection string cannot express a password that contains a comma.
            options.Password = target.Password;
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 2000;
            options.SyncTimeout = 1000;
            options.AsyncTimeout = 1000;
            // A command that cannot be sent fails immediately; a queued one would run after its caller has gone on without it.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.KeepAlive = 10;
            if (verifier is not null)
            {
                options.CertificateValidation += verifier.Verify;
            }
        });
}

/// <summary>Reports whether Redis is in use; at worst Degraded, since every feature works without it.</summary>
internal sealed class RedisHealth(RedisConnection redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !redis.IsConfigured ? HealthCheckResult.Healthy("none is configured; this process shares nothing")
        : redis.IsUsable ? HealthCheckResult.Healthy($"used at {redis.Location}")
        : HealthCheckResult.Degraded(redis.Rejection is { } rejection
            ? $"{redis.Location} is not trusted: {rejection}; working without it"
            : $"no response from {redis.Location}; working without it"));
}
