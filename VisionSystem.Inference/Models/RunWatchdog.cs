using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>Terminates hung runs, so that a stuck device becomes a visible fault.</summary>
internal sealed class RunWatchdog(ModelRepository models, ExecutionOptions options, TimeProvider time, ILogger<RunWatchdog> logger) : BackgroundService
{
    /// <summary>Checks per timeout: a run is terminated at most a quarter of the timeout late.</summary>
    private const int ChecksPerTimeout = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.RunTimeoutSeconds / ChecksPerTimeout), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var entry in models.Entries)
            {
                // One more, because the first check may follow the start of a run immediately.
                if (entry.Serving is { } model && model.EndHungRuns(ChecksPerTimeout + 1) is > 0 and var count)
                {
                    ModelTelemetry.RunsTimedOut(entry.Name, count);
                    Log.RunsTimedOut(logger, entry.Name, count, options.RunTimeoutSeconds);
                }
            }
        }
    }
}
