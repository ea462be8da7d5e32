using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Streaming;

/// <summary>Follows a tenant's predictions for one client, until it goes or the service stops.</summary>
internal sealed class PredictionFollower(IPredictionStore store, PredictionNotifier signal, TimeProvider time, ILogger<PredictionFollower> logger)
{
    /// <summary>How soon predictions show that another process has stored.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    public async Task FollowAsync(string tenant, PredictionFilter filter, StreamCursor place, EventWriter events, CancellationToken end)
    {
        try
        {
            await events.BeginAsync(LookInterval, end);
            var written = time.GetTimestamp();
            while (true)
            {
                var next = signal.Next(tenant);
                var arrivals = await ReadAsync(tenant, filter, place, end);
                foreach (var (at, prediction) in arrivals.Found)
                {
                    await events.WriteAsync(at, prediction, end);
                    written = time.GetTimestamp();
                }

                place = arrivals.Place;
                if (time.GetElapsedTime(written) >= HeartbeatInterval)
                {
                    await events.BeatAsync(end);
                    written = time.GetTimestamp();
                }

                if (arrivals.IsAll)
                {
                    await signal.WaitAsync(next, LookInterval, end);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client comes back with the last event's id, here or to another replica.
        }
    }

    /// <summary>A database that does not answer ends no stream: the client would only come back to the same.</summary>
    private async Task<StreamPage> ReadAsync(string tenant, PredictionFilter filter, StreamCursor place, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ArrivalsAsync(tenant, filter, place, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            Log.CannotLook(logger, tenant, exception.Reason);
            return new StreamPage([], place, IsAll: true);
        }
    }
}
