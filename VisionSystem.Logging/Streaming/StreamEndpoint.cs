using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Search;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Logging.Streaming;

/// <summary>
/// <c>GET /v1/predictions/stream</c>: the tenant's predictions that match the filter, as they are stored, as server-sent events
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html). A client that reconnects with <c>Last-Event-ID</c> misses none.
/// </summary>
internal static class StreamEndpoint
{
    public static void MapStreaming(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/predictions", "Predictions", Scope.Read);
        group.MapGet("/stream", HandleAsync)
            .WithName("FollowPredictions")
            .WithSummary("Stream new predictions as server-sent events; Last-Event-ID resumes a stream without a gap")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream");
    }

    public static async Task<PredictionStream> HandleAsync(
        RequestTenant tenant, Query<StreamQuery> query, IPredictionStore store, PredictionFollower follower, DrainState drain, CancellationToken cancellationToken)
    {
        // Queried before the response starts, so that an unavailable database results in a 503 instead of a broken stream.
        var cursor = query.Value.After ?? await store.NewestArrivalAsync(tenant.Name, cancellationToken);
        return new PredictionStream(follower, drain, tenant.Name, query.Value.Filter, cursor);
    }
}

/// <summary>The predictions to stream.</summary>
/// <param name="Filter">The search that selects them.</param>
/// <param name="After">The last prediction that the client has received; null to start with new predictions.</param>
internal sealed record StreamQuery(PredictionFilter Filter, StreamCursor? After) : IQuery<StreamQuery>
{
    public static StreamQuery Parse(QueryReader query)
    {
        var filter = FilterParameters.Read(query);
        query.RejectUnknown();
        return new StreamQuery(filter, query.Header<StreamCursor>(
            "Last-Event-ID",
            "Id of the last event received; the stream resumes after it.",
            text => StreamCursor.TryParse(text, out var cursor) ? cursor : null,
            "the id of an event of this stream is expected"));
    }
}

/// <summary>
/// The stream as a response. <c>TypedResults.ServerSentEvents</c> is not used, because it writes no heartbeat comments and no
/// <c>retry</c> without an event, and places the id after the data.
/// </summary>
internal sealed class PredictionStream(PredictionFollower follower, DrainState drain, string tenant, PredictionFilter filter, StreamCursor cursor) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            EventWriter.SetHeaders(httpContext.Response);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, drain.Begun);
        await follower.FollowAsync(tenant, filter, cursor, new EventWriter(httpContext.Response), end.Token);
    }
}
