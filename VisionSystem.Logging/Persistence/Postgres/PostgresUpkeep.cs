namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// Migrates the database as soon as it is available, and creates the partitions of the coming months in advance. The service
/// starts without the database and becomes ready when the database is available.
/// </summary>
internal sealed class PostgresUpkeep(TenantSchemas schemas, PostgresDatabase database, PostgresTls tls, TimeProvider time, ILogger<PostgresUpkeep> logger) : BackgroundService
{
    /// <summary>Number of months after the current one.</summary>
    private const int MonthsAhead = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private string? _lastReason;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (tls.Warning is { } mode)
        {
            Log.DatabaseNotVerified(logger, database.Location, mode);
        }

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

            _lastReason = null;
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var reason = exception is StoreUnavailableException unavailable ? unavailable.Reason : exception.Message;
            // Logs a reason once, not at every attempt.
            if (_lastReason != reason)
            {
                _lastReason = reason;
                Log.DatabaseNotReady(logger, reason);
            }

            return false;
        }
    }
}
