using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Inference.Apis;

/// <summary>What people say of predictions, what they should look at, and data sets made of it; passed on to logging-service.</summary>
internal static class ReviewApi
{
    public static void MapReview(RouteGroupBuilder group)
    {
        group.MapGet("/predictions/export", ForwardAsync)
            .WithName("ExportPredictions")
            .WithSummary("What a search finds as a file; what a person said wins over what the model did")
            .WithSearchParameters()
            .WithQuery("format", "The format.", "string", "coco", "coco-results", "yolo", "label-studio", "csv", "jsonl")
            .WithQuery("scores", "yolo: whether lines end with the confidence.", "string", "true", "false")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/zip", "text/csv", "application/jsonl"])
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPut("/predictions/{id}/review", ForwardAsync)
            .WithName("ReviewPrediction")
            .WithSummary("Say what a person sees: whether the boxes are right, what is there instead, what was missed")
            .Accepts<ReviewDraft>("application/json")
            .Produces<Review>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/predictions/{id}/review", ForwardAsync)
            .WithName("GetReviews")
            .WithSummary("All that was said of a prediction, newest first")
            .Produces<ReviewHistory>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/review/queue", ForwardAsync)
            .WithName("GetReviewQueue")
            .WithSummary("What is worth a look, newest first")
            .WithSearchParameters()
            .WithQuery("reason", "Why; may come several times, all without it.", "string", "low_margin", "below_threshold", "disagreement")
            .WithQuery("margin", "Closer than this is close; 0.1 without it.", "number")
            .WithQuery("threshold", "From this on a model is sure; 0.5 without it.", "number")
            .WithQuery("limit", "Predictions a page, 1 to 500; 50 without it.", "integer")
            .WithQuery("page_token", "`next` of the page before, with the same query.", "string")
            .Produces<ReviewQueuePage>();
    }

    private static Task ForwardAsync(HttpContext context, ReadForwarder forwarder) => forwarder.ForwardAsync(context);
}
