using VisionSystem.Logging.Predictions.Drift;
using VisionSystem.Logging.Predictions.Stats;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/stats</c> and <c>/v1/drift</c>: what was seen, added up, and how it changes.</summary>
internal static class StatsApi
{
    public static void MapStatsApi(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1", "Statistics");
        group.MapGet("/stats", StatsAsync)
            .WithName("GetStats")
            .WithSummary("What was seen in a span of time, by class, model and hour or day")
            .WithQuery("from", "Beginning: RFC 3339, or a date for the beginning of that day in `tz`; a day before `to` without it.", "string")
            .WithQuery("to", "End, not included, like `from`; now without it.", "string")
            .WithQuery("interval", "Length of the periods; hours up to seven days without it, else days.", "string", "hour", "day")
            .WithQuery("tz", "IANA time zone whose hours and days are meant, like Europe/Berlin; UTC without it.", "string")
            .Produces<PredictionStats>();
        group.MapGet("/drift", DriftAsync)
            .WithName("GetDrift")
            .WithSummary("How what is seen differs from an earlier span of time")
            .WithQuery("from", "Beginning of the window: RFC 3339, or a date for the beginning of that day, UTC; a day before `to` without it.", "string")
            .WithQuery("to", "End of the window; now without it.", "string")
            .WithQuery("reference_from", "Beginning of the reference; seven days before its end without it.", "string")
            .WithQuery("reference_to", "End of the reference; the window's beginning without it.", "string")
            .WithQuery("model", "Only this model.", "string")
            .WithQuery("version", "Only this version.", "string")
            .WithQuery("source", "Only this source.", "string")
            .Produces<PredictionDrift>();
    }

    private static async Task<IResult> StatsAsync(
        RequestTenant tenant, HttpRequest request, IPredictionStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = StatsQuery.Parse(request.Query, time.GetUtcNow(), errors);
        if (query is null)
        {
            return errors.ToResult();
        }
        var periods = new StatsPeriods(query);
        var rows = await store.AddUpAsync(tenant.Name, query.From, query.To, periods.Step, cancellationToken);
        return TypedResults.Json(StatsReport.Of(query, periods, rows), WireJson.Default.PredictionStats);
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
