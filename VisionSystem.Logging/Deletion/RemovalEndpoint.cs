using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Search;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Deletion;

/// <summary><c>DELETE /v1/predictions/{id}</c>, and <c>DELETE /v1/predictions</c> with the parameters of a search.</summary>
internal static class RemovalEndpoint
{
    public static void MapDeletion(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/predictions", "Predictions", Scope.Delete);
        group.MapDelete("/{id}", RemoveOneAsync)
            .WithName("DeletePrediction")
            .WithSummary("Forget a prediction, and its photo when no other prediction is of it")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/", RemoveFoundAsync)
            .WithName("DeletePredictions")
            .WithSummary("Forget what a search finds, or say only how much that would be");
    }

    public static async Task<Results<NoContent, ProblemResult>> RemoveOneAsync(
        RequestTenant tenant, string id, PredictionRemoval removal, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await removal.RemoveAsync(tenant.Name, guid, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound.Result("There is no prediction of this id.");

    public static async Task<Ok<RemovalReport>> RemoveFoundAsync(
        RequestTenant tenant, Query<RemovalQuery> query, PredictionRemoval removal, IPredictionStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(query.Value.IsDry
            ? await store.ForecastRemovalAsync(tenant.Name, query.Value.Filter, cancellationToken)
            : await removal.RemoveAsync(tenant.Name, query.Value.Filter, cancellationToken));
}

/// <summary>Which predictions are to be removed.</summary>
/// <param name="Filter">The search that finds them.</param>
/// <param name="IsDry">Whether nothing is removed.</param>
internal sealed record RemovalQuery(PredictionFilter Filter, bool IsDry) : IQuery<RemovalQuery>
{
    public static RemovalQuery Parse(QueryReader query)
    {
        var filter = FilterParameters.Read(query);
        var isDry = query.Choice("dry_run", "true: nothing is removed; the answer says what would be.", "true", "false") == "true";
        // A search that says nothing finds everything, which is seldom what a removal means.
        query.Errors.Require(
            query.Choice("all", "true: a search without any condition is meant so.", "true", "false") == "true" || !filter.IsEverything,
            "all", "say what to remove by the parameters of a search, or all=true");
        query.RefuseOthers();
        return new RemovalQuery(filter, isDry);
    }
}
