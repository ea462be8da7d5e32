using Microsoft.AspNetCore.Mvc;
using VisionSystem.Logging.Predictions;
using VisionSystem.Logging.Predictions.Batches;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/predictions</c>: deliver, list, show.</summary>
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
            .WithSummary("Lists predictions, newest first; parameters limit and page_token")
            .Produces<PredictionPage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        group.MapGet("/{id}", FindAsync)
            .WithName("GetPrediction")
            .WithSummary("Shows one prediction")
            .Produces<Prediction>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        return group;
    }

    private static async Task<IResult> ListAsync(RequestTenant tenant, HttpRequest request, IPredictionStore store, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = PageQuery.Parse(request.Query, errors);
        if (errors.Any)
        {
            return Problems.InvalidParameters.Result("Some query parameters are not valid.", errors.ToDictionary());
        }
        // One more than asked for tells whether there is a next page.
        var found = await store.ListAsync(tenant.Name, query.After, query.Limit + 1, cancellationToken);
        var page = found.Count <= query.Limit
            ? new PredictionPage(found, Next: null)
            : new PredictionPage([.. found.Take(query.Limit)], PageToken.Encode(PagePlace.Of(found[query.Limit - 1])));
        return TypedResults.Json(page, WireJson.Default.PredictionPage);
    }

    private static async Task<IResult> FindAsync(RequestTenant tenant, string id, IPredictionStore store, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var guid) && await store.FindAsync(tenant.Name, guid, cancellationToken) is { } prediction
            ? TypedResults.Json(prediction, WireJson.Default.Prediction)
            : Problems.NotFound.Result("There is no prediction of this id.");
}
