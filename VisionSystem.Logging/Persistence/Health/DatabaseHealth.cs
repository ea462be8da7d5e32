using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence.Health;

/// <summary>Whether predictions can be written: a small commit, with what the store takes and has left.</summary>
internal sealed class DatabaseHealth(IPredictionStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreHealth.CheckAsync(store.ProbeAsync, context, cancellationToken);
}
