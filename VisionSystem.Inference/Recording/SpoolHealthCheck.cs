using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Inference.Recording;

/// <summary>Shows how much waits for logging-service; degraded when the spool is full.</summary>
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
        return Task.FromResult(spool.IsFull
            ? HealthCheckResult.Degraded("The spool is full: logging-service has not taken predictions for a while (CV_SPOOL_MAX_SIZE)", data: data)
            : HealthCheckResult.Healthy("Predictions are kept", data));
    }
}
