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
        var group = app.MapPublicGroup("/v1/predictions", "Predictions", Scope.Read);
        group.MapGet("/", ListAsync)
            .WithName("ListPredictions")
            .WithSummary("Search predictions");
        group.MapGet("/{id}", FindAsync)
            .WithName("GetPrediction")
            .WithSummary("Get a prediction")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<PredictionPage>> ListAsync(
        RequestTenant tenant, Query<PageQuery> query, IPredictionStore store, CancellationToken cancellationToken)
    {
        var page = query.Value;
        // One prediction more than requested shows whether a next page exists.
        var found = await store.SearchAsync(tenant.Name, page.Filter, new ResultPage(page.After, page.Limit + 1, page.OldestFirst), cancellationToken);
        var isLast = found.Count <= page.Limit;
        return TypedResults.Ok(new PredictionPage(
            isLast ? found : [.. found.Take(page.Limit)],
            isLast ? null : PageToken.Encode(found[page.Limit - 1].Id, page.Fingerprint),
            page.After is not null ? null
                : isLast ? new PredictionTotal(found.Count, Exact: true)
                : await store.CountAsync(tenant.Name, page.Filter, cancellationToken)));
    }

    private static async Task<Results<Ok<Prediction>, ProblemResult>> FindAsync(
        RequestTenant tenant, string id, IPredictionStore store, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await store.FindAsync(tenant.Name, guid, cancellationToken) is { } prediction
            ? TypedResults.Ok(prediction)
            : Problems.NotFound.Result("No prediction has this id.");
}
