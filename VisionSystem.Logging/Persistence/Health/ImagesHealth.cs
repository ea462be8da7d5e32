using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence.Health;

/// <summary>
/// Checks that images can be stored. If an object store fails after it has worked, the service is degraded and remains ready:
/// searches still work, and senders retry their deliveries.
/// </summary>
internal sealed class ImagesHealth(IImageStore store) : IHealthCheck
{
    private volatile bool _hasWorked;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await StoreHealth.CheckAsync(store.ProbeAsync, context, cancellationToken, _hasWorked ? HealthStatus.Degraded : null);
        _hasWorked |= result.Status == HealthStatus.Healthy;
        return result;
    }
}
