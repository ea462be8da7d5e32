using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Storage.Health;

/// <summary>Whether photos can be written, with the space that is left for them.</summary>
internal sealed class ImagesHealth(IImageStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreHealth.CheckAsync(store.ProbeAsync, context, cancellationToken);
}
