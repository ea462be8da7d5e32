using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence.Health;

/// <summary>
/// Whether images can be kept. An object store that has worked and stopped makes the service degraded, not unready:
/// predictions are still found, and deliveries are told to come again.
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
