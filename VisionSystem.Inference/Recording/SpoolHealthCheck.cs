using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>Reports the predictions awaiting delivery, and whether the spool's disk can be written.</summary>
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
            // Requests are rejected then, or their predictions are not recorded.
            return Task.FromResult(new HealthCheckResult(
                options.WhenFull == WhenSpoolFull.Refuse ? HealthStatus.Unhealthy : HealthStatus.Degraded,
                $"Predictions cannot be recorded: {fault} (CV_SPOOL_PATH)",
                data: data));
        }

        return Task.FromResult(spool.IsFull
            ? HealthCheckResult.Degraded("The spool is full: logging-service does not accept predictions (CV_SPOOL_MAX_SIZE)", data: data)
            : HealthCheckResult.Healthy("Predictions are recorded", data));
    }
}
