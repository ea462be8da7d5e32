namespace VisionSystem.Logging.Images;

/// <summary>
/// Sweeps periodically and reports the result to the health check. The first sweep starts some minutes after the service,
/// with a random delay so that replicas started together do not sweep together.
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

        // Between half and the full delay. The random number is not security-relevant.
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
            health.Report(await sweep.RunAsync(cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            health.ReportFailure();
            Log.SweepFailed(logger, exception, options.Interval);
        }
    }
}
