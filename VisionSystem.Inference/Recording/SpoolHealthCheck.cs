using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>Shows how much waits for logging-service, and proves by writing that the spool's disk takes more.</summary>
internal sealed class SpoolHealthCheck(PredictionSpool spool, RecordingOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["waiting"] = spool.Count,
            ["bytes"] = spool.Bytes,
            ["max_bytes"] = options.MaxSize.Bytes,
        };
        if ((spool.Fault ?? DiskFault.Of(spool.Folder)) is { } fault)
        {
            // Images are refused then, or answered and not kept.
            return Task.FromResult(new HealthCheckResult(
                options.WhenFull == WhenSpoolFull.Refuse ? HealthStatus.Unhealthy : HealthStatus.Degraded,
                $"Predictions cannot be kept: {fault} (CV_SPOOL_PATH)",
                data: data));
        }

        return Task.FromResult(spool.IsFull
            ? HealthCheckResult.Degraded("The spool is full: logging-service has not taken predictions for a while (CV_SPOOL_MAX_SIZE)", data: data)
            : HealthCheckResult.Healthy("Predictions are kept", data));
    }
}
