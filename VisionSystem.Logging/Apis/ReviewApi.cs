using Microsoft.AspNetCore.Mvc;
using VisionSystem.Logging.Predictions.Reviews;
using VisionSystem.Logging.Predictions.Reviews.Queue;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/predictions/{id}/review</c> and <c>/v1/review</c>: what people say of predictions, and what they should look at.</summary>
internal static class ReviewApi
{
    public static void MapReviewApi(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1", "Review");
        group.MapPut("/predictions/{id}/review", ReviewEndpoint.PutAsync)
            .WithName("ReviewPrediction")
            .WithSummary("Say what a person sees: whether the boxes are right, what is there instead, what was missed")
            .WithMetadata(new RequestSizeLimitAttribute(ReviewDraft.MaxBytes))
            .Accepts<ReviewDraft>("application/json")
            .Produces<Review>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        group.MapGet("/predictions/{id}/review", ReviewEndpoint.GetAsync)
            .WithName("GetReviews")
            .WithSummary("All that was said of a prediction, newest first")
            .Produces<ReviewHistory>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/review/queue", QueueAsync)
            .WithName("GetReviewQueue")
            .WithSummary("What is worth a look")
            .WithSearchParameters()
            .WithQuery("reason", "Why; may come several times, all without it.", "string", QueueQuery.LowMargin, QueueQuery.BelowThreshold, QueueQuery.Disagreement)
            .WithQuery("margin", "Closer than this is close; 0.1 without it.", "number")
            .WithQuery("threshold", "From this on a model is sure; 0.5 without it.", "number")
            .WithOrder()
            .WithQuery("limit", "Predictions a page, 1 to 500; 50 without it.", "integer")
            .WithQuery("page_token", "`next` of the page before, with the same query.", "string")
            .Produces<ReviewQueuePage>();
    }

    private static async Task<IResult> QueueAsync(RequestTenant tenant, HttpRequest request, ReviewQueue queue, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = QueueQuery.Parse(request.Query, errors);
        return errors.Any ? errors.ToResult() : TypedResults.Json(await queue.ReadAsync(tenant.Name, query, cancellationToken), WireJson.Default.ReviewQueuePage);
    }
}
