using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>Ends runs that hang, so that a stuck device shows as a fault instead of as silence.</summary>
internal sealed class RunWatchdog(ModelRepository models, ExecutionOptions options, TimeProvider time, ILogger<RunWatchdog> logger) : BackgroundService
{
    /// <summary>Looks within one timeout: a run is ended at most a quarter of it late.</summary>
    private const int Looks = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.RunTimeoutSeconds / Looks), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var entry in models.Entries)
            {
                // The look that comes right after the beginning of a run counts for nothing.
                if (entry.Serving is { } model && model.EndHungRuns(Looks + 1) is > 0 and var ended)
                {
                    ModelTelemetry.RunsTimedOut(entry.Name, ended);
                    Log.RunsTimedOut(logger, entry.Name, ended, options.RunTimeoutSeconds);
                }
            }
        }
    }
}
