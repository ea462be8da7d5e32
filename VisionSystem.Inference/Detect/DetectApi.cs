using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Limits;
using VisionSystem.Inference.Requests;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Inference.Detect;

/// <summary>The image tasks: <c>POST /v1/detect</c>, <c>segment</c>, <c>pose</c>, <c>obb</c>, <c>classify</c>.</summary>
internal static class DetectApi
{
    public static void MapImageTasks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Detection")
            .RequireScope(Scope.Detect)
            .RefuseWhileDraining()
            .LimitImages()
            .AddEndpointFilter<SpoolFilter>()
            .AddEndpointFilter(CountAsync)
            .AddEndpointFilter<ReadRequestFilter>()
            .AddEndpointFilter<IdempotencyFilter>()
            .AddEndpointFilter<SpoolFilter>()

            // ImageUpload enforces the size limit. It responds before the body is read; the server then reads on for a moment,
            // so that the client receives the response.
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        Map(group, ModelTask.Detect, "Detect", "Detect objects in an image", "Accepts every model except classifiers.");
        Map(group, ModelTask.Segment, "Segment", "Detect objects in an image and their masks", "Masks are outlines or COCO run lengths.");
        Map(group, ModelTask.Pose, "Pose", "Detect people in an image and their keypoints", "Keypoints are in the order of the model.");
        Map(group, ModelTask.Obb, "DetectOriented", "Detect rotated objects in an image", "Angles are radians, clockwise, 0 to π/2.");
        Map(group, ModelTask.Classify, "Classify", "Classify an image", "Returns the most probable classes of the complete image.");
    }

    private static void Map(RouteGroupBuilder group, ModelTask task, string name, string summary, string description)
    {
        var route = group.MapPost("/" + task.Name(), static (HttpContext context, DetectEndpoint endpoint) =>
                endpoint.DetectAsync(context.Features.GetRequiredFeature<DetectRequest>(), context.Response))
            .WithMetadata(new TaskMetadata(task))
            .WithName(name)
            .WithSummary(summary)
            .WithDescription("The image is the multipart part `image`, the body itself, or base64 in the field `image` of a form or of JSON. Several images require `batch=true`. "
                + description + (task == ModelTask.Classify ? "" : " Boxes and points are in pixels of the upright image."))
            .WithHeader(IdempotencyHeader.Name, "Identifies the request. A repeated request with the same key is not executed again and returns the first response.");
        foreach (var parameter in DetectParameters.For(task))
        {
            route.WithQuery(parameter.Name, parameter.Description, parameter.Type, parameter.Values);
        }

        _ = task == ModelTask.Classify
            ? route.Produces<ClassifyResponse>()
            : route.Produces<DetectResponse>(StatusCodes.Status200OK, "application/json", ImageBodySchema.Jpeg);
        route.WithImageBody();
    }

    /// <summary>Counts requests in progress, succeeded and failed, the latter by problem. A stored response counts as succeeded.</summary>
    private static async ValueTask<object?> CountAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        InferenceTelemetry.Started();
        string? problem = "aborted";
        try
        {
            var result = await next(context);
            problem = ((result as BatchResponse)?.FirstProblem ?? result as ProblemResult)?.Kind.Slug;
            return result;
        }
        finally
        {
            InferenceTelemetry.Ended(problem);
        }
    }
}
