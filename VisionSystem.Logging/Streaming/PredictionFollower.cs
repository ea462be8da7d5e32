using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Streaming;

/// <summary>Streams a tenant's predictions to one client until the client disconnects, the tenant is suspended or the service stops.</summary>
internal sealed class PredictionFollower(IPredictionStore store, PredictionNotifier notifier, TenantStates tenants, TimeProvider time, ILogger<PredictionFollower> logger)
{
    /// <summary>The maximum delay until predictions stored by another process are streamed.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    public async Task FollowAsync(string tenant, PredictionFilter filter, StreamCursor cursor, EventWriter events, CancellationToken end)
    {
        try
        {
            await events.BeginAsync(PollInterval, end);
            var lastWrite = time.GetTimestamp();
            while (true)
            {
                var next = notifier.Next(tenant);
                var arrivals = await ReadAsync(tenant, filter, cursor, end);
                foreach (var (at, prediction) in arrivals.Found)
                {
                    await events.WriteAsync(at, prediction, end);
                    lastWrite = time.GetTimestamp();
                }

                cursor = arrivals.Cursor;
                if (time.GetElapsedTime(lastWrite) >= HeartbeatInterval)
                {
                    await events.WriteHeartbeatAsync(end);
                    lastWrite = time.GetTimestamp();
                }

                if (arrivals.IsAll)
                {
                    await notifier.WaitAsync(next, PollInterval, end);
                }

                if (await tenants.IsSuspendedAsync(tenant, end))
                {
                    // The client reconnects and is refused.
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client reconnects with the last event's id, to this or another replica.
        }
    }

    /// <summary>A database failure does not end the stream, because a reconnecting client would meet the same failure.</summary>
    private async Task<StreamPage> ReadAsync(string tenant, PredictionFilter filter, StreamCursor cursor, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ArrivalsAsync(tenant, filter, cursor, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            Log.QueryFailed(logger, tenant, exception.Reason);
            return new StreamPage([], cursor, IsAll: true);
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Debug, "Reading new predictions of tenant {Tenant} failed: {Reason}")]
    public static partial void QueryFailed(ILogger logger, string tenant, string reason);
}
