using VisionSystem.ServiceDefaults.Audit;

namespace VisionSystem.Logging.Audit;

/// <summary>Deletes audit events that exceed the age limit. Any number of replicas may run it concurrently.</summary>
internal sealed class AuditRetention(AuditStore store, AuditOptions options, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.RetentionDays == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await store.DeleteBeforeAsync(time.GetUtcNow().AddDays(-options.RetentionDays), stoppingToken) is > 0 and var count)
                {
                    Log.EventsDeleted(logger, count, options.RetentionDays);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RetentionFailed(logger, exception.Message, Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

internal static partial class Log
{
    [LoggerMessage(2801, LogLevel.Information, "Deleted {Count} audit event(s) older than {Days} days (CV_AUDIT_RETENTION_DAYS)")]
    public static partial void EventsDeleted(ILogger logger, int count, int days);

    [LoggerMessage(2802, LogLevel.Warning, "Could not delete old audit events: {Reason} The next attempt is in {Interval}", EventName = "AuditRetentionFailed")]
    public static partial void RetentionFailed(ILogger logger, string reason, TimeSpan interval);
}
