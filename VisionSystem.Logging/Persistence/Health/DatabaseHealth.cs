using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence.Health;

/// <summary>Checks by a small commit that predictions can be stored, and reports used and free space.</summary>
internal sealed class DatabaseHealth(IPredictionStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreHealth.CheckAsync(store.ProbeAsync, context, cancellationToken);
}
