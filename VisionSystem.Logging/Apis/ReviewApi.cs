using Microsoft.AspNetCore.Mvc;
using VisionSystem.Logging.Predictions.Reviews;
using VisionSystem.Logging.Predictions.Reviews.Queue;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Apis;

/// <summary><c>/v1/predictions/{id}/review</c> and <c>/v1/review</c>: what people say of predictions, and what they should look at.</summary>
internal static class ReviewApi
{
    public static RouteGroupBuilder MapReviewApi(this WebApplication app)
    {
        var group = app.MapGroup("/v1").WithTags("Review")
            .AddEndpointFilter<TenantFilter>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        group.MapPut("/predictions/{id}/review", ReviewEndpoint.PutAsync)
            .WithName("ReviewPrediction")
            .WithSummary("Says what a person sees: whether the detections are right, what is there instead, and what was missed")
            .WithMetadata(new RequestSizeLimitAttribute(ReviewBody.MaxBytes))
            .Accepts<ReviewDraft>("application/json")
            .Produces<Review>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        group.MapGet("/predictions/{id}/review", ReviewEndpoint.GetAsync)
            .WithName("GetReviews")
            .WithSummary("Shows all reviews of a prediction, newest first")
            .Produces<ReviewHistory>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        group.MapGet("/review/queue", QueueAsync)
            .WithName("GetReviewQueue")
            .WithSummary("Finds what is worth a look; the parameters of a search, reason (low_margin, below_threshold, disagreement), margin, threshold")
            .Produces<ReviewQueuePage>();
        return group;
    }

    private static async Task<IResult> QueueAsync(RequestTenant tenant, HttpRequest request, ReviewQueue queue, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = QueueQuery.Parse(request.Query, errors);
        return errors.Any ? errors.ToResult() : TypedResults.Json(await queue.ReadAsync(tenant.Name, query, cancellationToken), WireJson.Default.ReviewQueuePage);
    }
}
