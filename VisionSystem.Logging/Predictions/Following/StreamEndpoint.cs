using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Predictions.Finding;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Logging.Predictions.Following;

/// <summary>
/// <c>GET /v1/predictions/stream</c>: the tenant's predictions as they are stored, those that the filter means, as server-sent
/// events (https://html.spec.whatwg.org/multipage/server-sent-events.html). Who comes back with <c>Last-Event-ID</c> misses none.
/// </summary>
internal static class StreamEndpoint
{
    private const string LastEventId = "Last-Event-ID";

    public static async Task<IResult> HandleAsync(
        RequestTenant tenant, HttpContext context, IPredictionStore store, PredictionFollower follower, DrainState drain)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(context.Request.Query, errors);
        var filter = FilterParameters.Read(query, errors);
        query.RefuseOthers();
        var place = ReadPlace(context.Request, errors);
        if (errors.Any)
        {
            return errors.ToResult();
        }
        // Asked for before the answer begins: a database that is down is a 503 then, not a broken stream.
        place ??= await store.NewestArrivalAsync(tenant.Name, context.RequestAborted);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            EventWriter.Describe(context.Response);
            return Results.Empty;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.Begun);
        await follower.FollowAsync(tenant.Name, filter, place.Value, new EventWriter(context.Response), end.Token);
        return Results.Empty;
    }

    private static ArrivalPlace? ReadPlace(HttpRequest request, FieldErrors errors)
    {
        if (!request.Headers.TryGetValue(LastEventId, out var text) || string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (ArrivalPlace.TryParse(text, out var place))
        {
            return place;
        }
        errors.Add(LastEventId, "the id of an event of this stream is expected");
        return null;
    }
}
