using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Inference.Apis;

/// <summary>
/// The reads of kept predictions and photos. logging-service owns them and is internal, so the calls are passed on to it.
/// </summary>
internal static class PredictionsApi
{
    public static void MapPredictions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Predictions")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        group.MapGet("/predictions", ForwardAsync)
            .WithName("ListPredictions")
            .WithSummary("List what was seen, newest first")
            .WithQuery("limit", "Predictions a page, 1 to 500; 50 without it.", "integer")
            .WithQuery("page_token", "`next` of the page before.", "string")
            .Produces<PredictionPage>();
        group.MapGet("/predictions/{id}", ForwardAsync)
            .WithName("GetPrediction")
            .WithSummary("Show one prediction")
            .Produces<Prediction>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapMethods("/images/{sha256}", [HttpMethods.Get, HttpMethods.Head], ForwardAsync)
            .WithName("GetImage")
            .WithSummary("Give back a photo, byte for byte as it was sent")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: ["image/png", "image/webp", "image/gif", "image/bmp"])
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/images/{sha256}/link", ForwardAsync)
            .WithName("GetImageLink")
            .WithSummary("Where the photo can be fetched: in the object store for 15 minutes, or else here")
            .Produces<ImageLink>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task ForwardAsync(HttpContext context, ReadForwarder forwarder) => forwarder.ForwardAsync(context);
}
