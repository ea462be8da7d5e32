using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Administration;

/// <summary>
/// Counts the bytes of the tenants with a limit for them. One replica counts at a time, and a slow count pauses so long that
/// counting occupies at most a twentieth of the time of one connection.
/// </summary>
internal sealed class TenantCountService(TenantStore tenants, IPredictionStore predictions, TenantOptions options, TimeProvider time, ILogger<TenantCountService> logger)
    : BackgroundService
{
    private const int PauseFactor = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CountInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.BytesNotCounted(logger, exception, options.CountInterval);
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await tenants.ListAsync(cancellationToken))
        {
            if (row is { Limits.BytesKept: > 0, State: TenantState.Active or TenantState.Suspended }
                && await tenants.ClaimCountAsync(row.Name, options.CountInterval, cancellationToken))
            {
                var started = time.GetTimestamp();
                var stored = await predictions.MeasureAsync(row.Name, time.GetUtcNow(), cancellationToken);
                var pause = TimeSpan.FromTicks(Math.Max((options.CountInterval / 2).Ticks, PauseFactor * time.GetElapsedTime(started).Ticks));
                await tenants.SetBytesKeptAsync(row.Name, stored.Bytes, pause, cancellationToken);
            }
        }
    }
}
