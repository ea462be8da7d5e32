using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>Whether Redis is used. Never worse than degraded: all goes on without it, slower.</summary>
internal sealed class RedisHealth(RedisConnection redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !redis.IsConfigured ? HealthCheckResult.Healthy("none is set up; this process shares nothing")
        : redis.IsUsable ? HealthCheckResult.Healthy($"used at {redis.Location}")
        : HealthCheckResult.Degraded($"does not answer at {redis.Location}; done without it"));
}
