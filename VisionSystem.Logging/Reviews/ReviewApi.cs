using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;

namespace VisionSystem.Logging.Reviews;

/// <summary><c>/v1/predictions/{id}/review</c> and <c>/v1/review</c>: the reviews of predictions, and the queue of predictions to review.</summary>
internal static class ReviewApi
{
    public static void MapReviewApi(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1", "Review", Scope.Review);
        group.MapPut("/predictions/{id}/review", ReviewEndpoint.PutAsync)
            .WithName("ReviewPrediction")
            .WithSummary("Review a prediction: its verdict, the corrected boxes, and missed objects")
            .Audited("prediction.review")
            .WithMetadata(new RequestSizeLimitAttribute(ReviewDraft.MaxBytes))
            .Accepts<ReviewDraft>("application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        app.MapPublicGroup("/v1", "Review", Scope.Read).MapGet("/predictions/{id}/review", ReviewEndpoint.GetAsync)
            .WithName("GetReviews")
            .WithSummary("List the reviews of a prediction, newest first")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/review/queue", QueueAsync)
            .WithName("GetReviewQueue")
            .WithSummary("List predictions to review");
    }

    private static async Task<Ok<ReviewQueuePage>> QueueAsync(
        RequestTenant tenant, Query<QueueQuery> query, ReviewQueue queue, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queue.ReadAsync(tenant.Name, query.Value, cancellationToken));
}
