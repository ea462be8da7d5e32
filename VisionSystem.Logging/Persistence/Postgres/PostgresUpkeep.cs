namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// Migrates the database as soon as it answers, and makes the partitions of the coming months before they are needed. A
/// database that is down does not keep the service from starting: it is not ready until it is back.
/// </summary>
internal sealed class PostgresUpkeep(TenantSchemas schemas, TimeProvider time, ILogger<PostgresUpkeep> logger) : BackgroundService
{
    /// <summary>This month and the two after it.</summary>
    private const int MonthsAhead = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private string? _complaint;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(await TryAsync(stoppingToken) ? Interval : Pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var months = Enumerable.Range(0, 1 + MonthsAhead).Select(new DateOnly(now.Year, now.Month, 1).AddMonths).ToArray();
            foreach (var tenant in await schemas.TenantsAsync(cancellationToken))
            {
                await schemas.OpenAsync(tenant, months, cancellationToken);
            }

            _complaint = null;
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var reason = exception is StoreUnavailableException unavailable ? unavailable.Reason : exception.Message;
            // Once, not every time that it is tried.
            if (_complaint != reason)
            {
                _complaint = reason;
                Log.DatabaseNotReady(logger, reason);
            }

            return false;
        }
    }
}
