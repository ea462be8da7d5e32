using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Search;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Deletion;

/// <summary><c>DELETE /v1/predictions/{id}</c>, and <c>DELETE /v1/predictions</c> with search parameters.</summary>
internal static class RemovalEndpoint
{
    public static void MapDeletion(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/predictions", "Predictions", Scope.Delete);
        group.MapDelete("/{id}", RemoveOneAsync)
            .WithName("DeletePrediction")
            .WithSummary("Delete a prediction, and its image if no other prediction references it")
            .Audited("prediction.delete")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/", RemoveFoundAsync)
            .WithName("DeletePredictions")
            .WithSummary("Delete matching predictions, or count them in a dry run")
            .Audited("prediction.delete", namesQuery: true);
    }

    public static async Task<Results<NoContent, ProblemResult>> RemoveOneAsync(
        RequestTenant tenant, string id, PredictionRemoval removal, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await removal.RemoveAsync(tenant.Name, guid, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound.Result("No prediction has this id.");

    public static async Task<Ok<RemovalReport>> RemoveFoundAsync(
        RequestTenant tenant, Query<RemovalQuery> query, PredictionRemoval removal, IPredictionStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(query.Value.IsDry
            ? await store.ForecastRemovalAsync(tenant.Name, query.Value.Filter, cancellationToken)
            : await removal.RemoveAsync(tenant.Name, query.Value.Filter, cancellationToken));
}

/// <summary>The parameters of a deletion.</summary>
/// <param name="Filter">Predictions to delete.</param>
/// <param name="IsDry">True to count the predictions without deleting them.</param>
internal sealed record RemovalQuery(PredictionFilter Filter, bool IsDry) : IQuery<RemovalQuery>
{
    public static RemovalQuery Parse(QueryReader query)
    {
        var filter = FilterParameters.Read(query);
        var isDry = query.Choice("dry_run", "true: nothing is deleted; the response reports the number of matching predictions and images.", "true", "false") == "true";
        // A search without conditions matches every prediction, which a deletion seldom intends.
        query.Errors.Require(
            query.Choice("all", "true: confirms a deletion without search conditions.", "true", "false") == "true" || !filter.IsEverything,
            "all", "select predictions with search parameters, or set all=true");
        query.RejectUnknown();
        return new RemovalQuery(filter, isDry);
    }
}
