using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Requests;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Inference.Detect;

/// <summary><c>POST /v1/detect</c>, <c>segment</c>, <c>pose</c>, <c>obb</c>, <c>classify</c>: an image in, what it shows out.</summary>
internal static class DetectApi
{
    private const string InPixels = " Boxes and points are in pixels of the photo as a person sees it.";

    public static void MapImageTasks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Detection")
            .RequireScope(Scope.Detect)
            .RefuseWhileDraining()
            .LimitRates()
            .AddEndpointFilter<SpoolFilter>()

            // The image's own limit is held by ImageRequest: it answers before the body is read, and the server reads on
            // for a moment afterwards, so that the client gets to see the answer.
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        Map(group, ModelTask.Detect, "Detect", "Find objects in a photo", "Any model but a classifier can be asked.");
        Map(group, ModelTask.Segment, "Segment", "Find objects in a photo and the pixels they cover", "Masks are outlines or COCO run lengths.");
        Map(group, ModelTask.Pose, "Pose", "Find people and their keypoints in a photo", "Keypoints come in the model's order.");
        Map(group, ModelTask.Obb, "DetectOriented", "Find objects that lie at an angle", "Angles are radians, clockwise, 0 to π/2.");
        Map(group, ModelTask.Classify, "Classify", "Say what a photo shows", "The likeliest classes of the whole photo.");
    }

    private static void Map(RouteGroupBuilder group, ModelTask task, string name, string summary, string description)
    {
        var route = group.MapPost("/" + task.Name(), (HttpContext context, DetectHandler handler) => AnswerAsync(context, handler, task))
            .WithName(name)
            .WithSummary(summary)
            .WithDescription($"The photo is the multipart part `image`, the body itself, or base64 in the field `image` of a form or of JSON; several come with `batch=true`. {description}{(task == ModelTask.Classify ? "" : InPixels)}")
            .WithHeader(IdempotencyHeader.Name, "Names the request: sent again with the same key, it is not done again, and its first answer is given.")
            .WithImageParameters(task)
            .WithImageBody();
        _ = task == ModelTask.Classify
            ? route.Produces<ClassifyResponse>()
            : route.Produces<DetectResponse>(StatusCodes.Status200OK, "application/json", ImageBodySchema.Jpeg);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, DetectHandler handler, ModelTask task)
    {
        InferenceTelemetry.Started();
        string? problem = "aborted";
        try
        {
            var answer = await handler.AnswerAsync(context.Request, task);
            problem = ((answer as BatchResponse)?.FirstProblem ?? answer as ProblemResult)?.Kind.Slug;
            return answer;
        }
        finally
        {
            InferenceTelemetry.Ended(problem);
        }
    }
}
