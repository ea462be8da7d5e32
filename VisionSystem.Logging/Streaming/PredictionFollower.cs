using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Streaming;

/// <summary>Streams a tenant's predictions to one client until the client disconnects or the service stops.</summary>
internal sealed class PredictionFollower(IPredictionStore store, PredictionNotifier signal, TimeProvider time, ILogger<PredictionFollower> logger)
{
    /// <summary>The maximum delay until predictions stored by another process are streamed.</summary>
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
            // The client reconnects with the last event's id, to this or another replica.
        }
    }

    /// <summary>A database failure does not end the stream, because a reconnecting client would meet the same failure.</summary>
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
