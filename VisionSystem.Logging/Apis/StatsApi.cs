using VisionSystem.Logging.Predictions.Drift;
using VisionSystem.Logging.Predictions.Stats;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/stats</c> and <c>/v1/drift</c>: what was seen, added up, and how it changes.</summary>
internal static class StatsApi
{
    public static RouteGroupBuilder MapStatsApi(this WebApplication app)
    {
        var group = app.MapGroup("/v1").WithTags("Statistics")
            .AddEndpointFilter<TenantFilter>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        group.MapGet("/stats", StatsAsync)
            .WithName("GetStats")
            .WithSummary("Adds up a span of time by class, model and hour or day; parameters from, to and interval")
            .Produces<PredictionStats>();

        group.MapGet("/drift", DriftAsync)
            .WithName("GetDrift")
            .WithSummary("Compares a span of time with an earlier one; parameters from, to, reference_from, reference_to, model, version and source")
            .Produces<PredictionDrift>();
        return group;
    }

    private static async Task<IResult> StatsAsync(
        RequestTenant tenant, HttpRequest request, IPredictionStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = StatsQuery.Parse(request.Query, time.GetUtcNow(), errors);
        return errors.Any
            ? errors.ToResult()
            : TypedResults.Json(StatsReport.Of(query, await store.AddUpAsync(tenant.Name, query.From, query.To, cancellationToken)), WireJson.Default.PredictionStats);
    }

    private static async Task<IResult> DriftAsync(
        RequestTenant tenant, HttpRequest request, IPredictionStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = DriftQuery.Parse(request.Query, time.GetUtcNow(), errors);
        if (errors.Any)
        {
            return errors.ToResult();
        }
        var reference = await store.SampleAsync(tenant.Name, query.Reference, cancellationToken);
        var window = await store.SampleAsync(tenant.Name, query.Window, cancellationToken);
        return TypedResults.Json(DriftReport.Of(reference, window), WireJson.Default.PredictionDrift);
    }
}
