using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Stats;

/// <summary><c>/v1/stats</c> and <c>/v1/drift</c>: statistics of detections, and their drift.</summary>
internal static class StatsApi
{
    public static void MapStatsApi(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1", "Statistics", Scope.Read);
        group.MapGet("/stats", StatsAsync)
            .WithName("GetStats")
            .WithSummary("Aggregate the detections of a time span by class, model and hour or day");
        group.MapGet("/drift", DriftAsync)
            .WithName("GetDrift")
            .WithSummary("Compare the detections of a time span with those of an earlier one");
    }

    private static async Task<Ok<PredictionStats>> StatsAsync(
        RequestTenant tenant, Query<StatsQuery> query, IPredictionStore store, CancellationToken cancellationToken)
    {
        var request = query.Value;
        var periods = new StatsPeriods(request);
        var rows = await store.AggregateAsync(tenant.Name, request.From, request.To, periods.Step, cancellationToken);
        return TypedResults.Ok(StatsReport.Of(request, periods, rows));
    }

    private static async Task<Ok<PredictionDrift>> DriftAsync(
        RequestTenant tenant, Query<DriftQuery> query, IPredictionStore store, CancellationToken cancellationToken)
    {
        var reference = await store.SampleAsync(tenant.Name, query.Value.Reference, cancellationToken);
        var window = await store.SampleAsync(tenant.Name, query.Value.Window, cancellationToken);
        return TypedResults.Ok(DriftReport.Of(reference, window));
    }
}
