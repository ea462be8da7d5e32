using Microsoft.AspNetCore.Mvc;
using VisionSystem.Logging.Exports;
using VisionSystem.Logging.Predictions.Batches;
using VisionSystem.Logging.Predictions.Finding;
using VisionSystem.Logging.Predictions.Following;
using VisionSystem.Logging.Predictions.Forgetting;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/predictions</c>: deliver, find, follow, export, show, remove.</summary>
internal static class PredictionsApi
{
    public static void MapPredictionsApi(this WebApplication app)
    {
        MapDelivery(app);
        var group = app.MapPublicGroup("/v1/predictions", "Predictions");
        group.MapGet("/", ListAsync)
            .WithName("ListPredictions")
            .WithSummary("Find what was seen")
            .WithSearchParameters()
            .WithOrder()
            .WithQuery("limit", "Predictions a page, 1 to 500; 50 without it.", "integer")
            .WithQuery("page_token", "`next` of the page before, with the same search and order.", "string")
            .Produces<PredictionPage>();
        group.MapGet("/stream", StreamEndpoint.HandleAsync)
            .WithName("FollowPredictions")
            .WithSummary("What is seen from now on, as server-sent events; who comes back with Last-Event-ID misses none")
            .WithSearchParameters()
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        group.MapGet("/export", ExportEndpoint.HandleAsync)
            .WithName("ExportPredictions")
            .WithSummary("What a search finds as a file; what a person said wins over what the model did")
            .WithSearchParameters()
            .WithQuery("format", "The format.", "string", ExportFormat.Names)
            .WithQuery("scores", "yolo: whether lines end with the confidence.", "string", "true", "false")
            .WithQuery("bom", "csv: whether the file begins with a byte-order mark, by which Excel knows UTF-8.", "string", "true", "false")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/zip", "text/csv", "application/jsonl"])
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/{id}", FindAsync)
            .WithName("GetPrediction")
            .WithSummary("Show one prediction")
            .Produces<Prediction>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        MapRemoval(group);
    }

    /// <summary>Deliveries come from inference-service alone: internal.</summary>
    private static void MapDelivery(WebApplication app) => app.MapPost(PredictionBatch.Path, BatchEndpoint.HandleAsync)
        .AddEndpointFilter<TenantFilter>()
        .WithTags("Deliveries")
        .WithName("DeliverPredictions")
        .WithSummary("Stores predictions with their photos; a repeated delivery changes nothing")
        .WithMetadata(new RequestSizeLimitAttribute(app.Services.GetRequiredService<StoreOptions>().MaxBatchSize.Bytes))
        .Produces<BatchReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static void MapRemoval(RouteGroupBuilder group)
    {
        group.MapDelete("/{id}", RemovalEndpoint.RemoveOneAsync)
            .WithName("DeletePrediction")
            .WithSummary("Forget a prediction, and its photo when no other prediction is of it")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/", RemovalEndpoint.RemoveFoundAsync)
            .WithName("DeletePredictions")
            .WithSummary("Forget what a search finds, or say only how much that would be")
            .WithSearchParameters()
            .WithQuery("dry_run", "true: nothing is removed; the answer says what would be.", "string", "true", "false")
            .WithQuery("all", "true: a search without any condition is meant so.", "string", "true", "false")
            .Produces<RemovalReport>();
    }

    private static async Task<IResult> ListAsync(RequestTenant tenant, HttpRequest request, IPredictionStore store, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = PageQuery.Parse(request.Query, errors);
        if (errors.Any)
        {
            return errors.ToResult();
        }
        // One more than asked for tells whether there is a next page.
        var found = await store.SearchAsync(tenant.Name, query.Filter, new ResultPage(query.After, query.Limit + 1, query.OldestFirst), cancellationToken);
        var isLast = found.Count <= query.Limit;
        var page = new PredictionPage(
            isLast ? found : [.. found.Take(query.Limit)],
            isLast ? null : PageToken.Encode(found[query.Limit - 1].Id, query.Fingerprint),
            query.After is not null ? null
                : isLast ? new PredictionTotal(found.Count, Exact: true)
                : await store.CountAsync(tenant.Name, query.Filter, cancellationToken));
        return TypedResults.Json(page, WireJson.Default.PredictionPage);
    }

    private static async Task<IResult> FindAsync(RequestTenant tenant, string id, IPredictionStore store, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await store.FindAsync(tenant.Name, guid, cancellationToken) is { } prediction
            ? TypedResults.Json(prediction, WireJson.Default.Prediction)
            : Problems.NotFound.Result("There is no prediction of this id.");
}
