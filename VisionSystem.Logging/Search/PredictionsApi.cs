using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Logging.Deletion;
using VisionSystem.Logging.Exports;
using VisionSystem.Logging.Ingest;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Streaming;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Search;

/// <summary><c>/v1/predictions</c>: deliver, find, follow, export, show, remove.</summary>
internal static class PredictionsApi
{
    public static void MapPredictionsApi(this WebApplication app)
    {
        MapDelivery(app);
        var group = app.MapPublicGroup("/v1/predictions", "Predictions");
        group.MapGet("/", ListAsync)
            .WithName("ListPredictions")
            .WithSummary("Find what was seen");
        group.MapGet("/stream", StreamEndpoint.HandleAsync)
            .WithName("FollowPredictions")
            .WithSummary("What is seen from now on, as server-sent events; who comes back with Last-Event-ID misses none")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        group.MapGet("/export", ExportEndpoint.HandleAsync)
            .WithName("ExportPredictions")
            .WithSummary("What a search finds as a file; what a person said wins over what the model did")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/zip", "text/csv", "application/jsonl"])
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/{id}", FindAsync)
            .WithName("GetPrediction")
            .WithSummary("Show one prediction")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", RemovalEndpoint.RemoveOneAsync)
            .WithName("DeletePrediction")
            .WithSummary("Forget a prediction, and its photo when no other prediction is of it")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/", RemovalEndpoint.RemoveFoundAsync)
            .WithName("DeletePredictions")
            .WithSummary("Forget what a search finds, or say only how much that would be");
    }

    /// <summary>Deliveries come from inference-service alone: internal.</summary>
    private static void MapDelivery(WebApplication app) => app.MapPost(PredictionBatch.Path, BatchEndpoint.HandleAsync)
        .AddEndpointFilter<TenantFilter>()
        .WithTags("Deliveries")
        .WithName("DeliverPredictions")
        .WithSummary("Stores predictions with their photos; a repeated delivery changes nothing")
        .WithMetadata(new RequestSizeLimitAttribute(app.Services.GetRequiredService<StoreOptions>().MaxBatchSize.Bytes))
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Ok<PredictionPage>> ListAsync(
        RequestTenant tenant, Query<PageQuery> query, IPredictionStore store, CancellationToken cancellationToken)
    {
        var asked = query.Value;
        // One more than asked for tells whether there is a next page.
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
