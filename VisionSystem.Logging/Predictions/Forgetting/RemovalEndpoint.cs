using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Predictions.Finding;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Predictions.Forgetting;

/// <summary><c>DELETE /v1/predictions/{id}</c>, and <c>DELETE /v1/predictions</c> with the parameters of a search.</summary>
internal static class RemovalEndpoint
{
    public static async Task<IResult> RemoveOneAsync(RequestTenant tenant, string id, PredictionRemoval removal, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await removal.RemoveAsync(tenant.Name, guid, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound.Result("There is no prediction of this id.");

    public static async Task<IResult> RemoveFoundAsync(
        RequestTenant tenant, HttpRequest request, PredictionRemoval removal, IPredictionStore store, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = new QueryReader(request.Query, errors);
        var filter = FilterParameters.Read(query, errors);
        var isDry = query.Choice("dry_run", "true", "false") == "true";
        // A search that says nothing finds everything, which is seldom what a removal means.
        errors.Require(
            query.Choice("all", "true", "false") == "true" || !filter.IsEverything,
            "all", "say what to remove by the parameters of a search, or all=true");
        query.RefuseOthers();
        if (errors.Any)
        {
            return errors.ToResult();
        }
        var report = isDry
            ? await store.ForecastRemovalAsync(tenant.Name, filter, cancellationToken)
            : await removal.RemoveAsync(tenant.Name, filter, cancellationToken);
        return TypedResults.Json(report, WireJson.Default.RemovalReport);
    }
}
