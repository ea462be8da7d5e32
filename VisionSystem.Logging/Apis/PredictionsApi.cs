using Microsoft.AspNetCore.Mvc;
using VisionSystem.Logging.Exports;
using VisionSystem.Logging.Predictions.Batches;
using VisionSystem.Logging.Predictions.Finding;
using VisionSystem.Logging.Predictions.Following;
using VisionSystem.Logging.Predictions.Forgetting;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/predictions</c>: deliver, find, follow, export, show, remove.</summary>
internal static class PredictionsApi
{
    public static RouteGroupBuilder MapPredictionsApi(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<StoreOptions>().MaxBatchSize.Bytes;
        var group = app.MapGroup("/v1/predictions").WithTags("Predictions").AddEndpointFilter<TenantFilter>();

        group.MapPost("/batch", BatchEndpoint.HandleAsync)
            .WithName("DeliverPredictions")
            .WithSummary("Stores predictions with their photos; a repeated delivery changes nothing")
            .WithMetadata(new RequestSizeLimitAttribute(limit))
            .Produces<BatchReceipt>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        group.MapGet("/", ListAsync)
            .WithName("ListPredictions")
            .WithSummary("Finds predictions, newest first; parameters class, match, count, min_confidence, max_confidence, from, to, model, version, source, reviewed, image, metadata.NAME, limit and page_token")
            .Produces<PredictionPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        group.MapGet("/stream", StreamEndpoint.HandleAsync)
            .WithName("FollowPredictions")
            .WithSummary("Sends predictions as they are stored, as server-sent events; the parameters of a search, header Last-Event-ID")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        group.MapGet("/export", ExportEndpoint.HandleAsync)
            .WithName("ExportPredictions")
            .WithSummary("Gives what a search finds as a file; the parameters of a search, format (coco, coco-results, yolo, label-studio, csv, jsonl), scores")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/zip", "text/csv", "application/jsonl"])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        group.MapGet("/{id}", FindAsync)
            .WithName("GetPrediction")
            .WithSummary("Shows one prediction")
            .Produces<Prediction>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        MapRemoval(group);
        return group;
    }

    private static void MapRemoval(RouteGroupBuilder group)
    {
        group.MapDelete("/{id}", RemovalEndpoint.RemoveOneAsync)
            .WithName("DeletePrediction")
            .WithSummary("Removes one prediction, and its photo when no other prediction names it")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);

        group.MapDelete("/", RemovalEndpoint.RemoveFoundAsync)
            .WithName("DeletePredictions")
            .WithSummary("Removes what a search finds; the parameters of a search, dry_run and all")
            .Produces<RemovalReport>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
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
        var found = await store.SearchAsync(tenant.Name, query.Filter, query.After, query.Limit + 1, cancellationToken);
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
