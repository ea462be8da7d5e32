namespace VisionSystem.Logging.Images;

/// <summary>
/// Sweeps now and then, and remembers what came of it. The first time is some minutes after the start, and not the same for
/// replicas that start together.
/// </summary>
internal sealed class SweepService(ImageSweep sweep, SweepOptions options, SweepHealth health, TimeProvider time, ILogger<SweepService> logger) : BackgroundService
{
    private static readonly TimeSpan LongestFirstDelay = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Interval <= TimeSpan.Zero)
        {
            return;
        }
        // Half the time at least, the rest at random; what is random here has nothing to hide.
#pragma warning disable CA5394
        var part = 0.5 + (Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        await Task.Delay(part * (options.Interval < LongestFirstDelay ? options.Interval : LongestFirstDelay), time, stoppingToken);
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            await SweepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            health.Note(await sweep.RunAsync(cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            health.NoteFailure();
            Log.SweepFailed(logger, exception, options.Interval);
        }
    }
}
