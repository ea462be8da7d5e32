using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Search;

/// <summary><c>GET /v1/predictions</c> and <c>GET /v1/predictions/{id}</c>.</summary>
internal static class SearchEndpoint
{
    public static void MapSearch(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/predictions", "Predictions");
        group.MapGet("/", ListAsync)
            .WithName("ListPredictions")
            .WithSummary("Find what was seen");
        group.MapGet("/{id}", FindAsync)
            .WithName("GetPrediction")
            .WithSummary("Show one prediction")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<PredictionPage>> ListAsync(
        RequestTenant tenant, Query<PageQuery> query, IPredictionStore store, CancellationToken cancellationToken)
    {
        var asked = query.Value;
        // One prediction more than requested shows whether a next page exists.
        var found = await store.SearchAsync(tenant.Name, asked.Filter, new ResultPage(asked.After, asked.Limit + 1, asked.OldestFirst), cancellationToken);
        var isLast = found.Count <= asked.Limit;
        return TypedResults.Ok(new PredictionPage(
            isLast ? found : [.. found.Take(asked.Limit)],
            isLast ? null : PageToken.Encode(found[asked.Limit - 1].Id, asked.Fingerprint),
            asked.After is not null ? null
                : isLast ? new PredictionTotal(found.Count, Exact: true)
                : await store.CountAsync(tenant.Name, asked.Filter, cancellationToken)));
    }

    private static async Task<Results<Ok<Prediction>, ProblemResult>> FindAsync(
        RequestTenant tenant, string id, IPredictionStore store, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await store.FindAsync(tenant.Name, guid, cancellationToken) is { } prediction
            ? TypedResults.Ok(prediction)
            : Problems.NotFound.Result("There is no prediction of this id.");
}
