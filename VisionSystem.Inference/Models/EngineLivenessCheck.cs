using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>Not alive when run after run fails in the engine: a device that is lost comes back with a new process only.</summary>
internal sealed class EngineLivenessCheck(ModelRepository models, ExecutionOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = models.Entries.Select(entry => entry.Serving?.Health.ConsecutiveFaults ?? 0).DefaultIfEmpty().Max();
        return Task.FromResult(faults < options.LivenessFaults
            ? HealthCheckResult.Healthy("The engine runs")
            : HealthCheckResult.Unhealthy($"{faults} runs in a row failed in the engine"));
    }
}
