using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Healthy if the default model is loaded and not degenerate, and no loaded model has failed in the engine since its last probe;
/// otherwise reports the file and the reason.
/// </summary>
internal sealed class ModelHealthCheck(ModelRepository models, ModelFiles files) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        var state = models.State(models.DefaultName);
        if (state.Opened?.Model is not { } model)
        {
            return HealthCheckResult.Unhealthy(state.Error ?? Missing() ?? $"Model '{state.Name}' is being loaded");
        }

        var faulted = models.Entries.Select(entry => ModelState.Of(entry.Name, entry)).FirstOrDefault(other => other.State == "faulted");
        var data = new Dictionary<string, object>
        {
            ["model"] = state.Name,
            ["state"] = state.State,
            ["version"] = model.Description.Version,
            ["file"] = files.WithoutFolder(model.Description.File),
            ["provider"] = model.Provider,
            ["waiting"] = model.Queue.Waiting,
            ["running"] = model.Queue.Running,
            ["capacity"] = model.Queue.Limits.Capacity,
            ["photos_per_run"] = model.Queue.Limits.ImagesPerRun,
        };
        return (state.Error ?? faulted?.Error) is { } error
            ? HealthCheckResult.Unhealthy(error, data: data)
            : HealthCheckResult.Healthy($"Model '{state.Name}' is ready on {model.Provider}", data);
    }

    private string? Missing()
    {
        try
        {
            _ = files.Find(models.DefaultName);
            return null;
        }
        catch (ModelException e)
        {
            return e.Message;
        }
    }
}

/// <summary>Unhealthy after several consecutive engine faults: only a new process recovers a lost device.</summary>
internal sealed class EngineLivenessCheck(ModelRepository models, ExecutionOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = models.Entries.Select(entry => entry.Serving?.Health.ConsecutiveFaults ?? 0).DefaultIfEmpty().Max();
        return Task.FromResult(faults < options.LivenessFaults
            ? HealthCheckResult.Healthy("The engine runs")
            : HealthCheckResult.Unhealthy($"{faults} consecutive runs failed in the engine"));
    }
}
