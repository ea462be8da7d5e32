using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Inference.Apis;

/// <summary>
/// Kept predictions and photos: found, added up, followed, forgotten. logging-service owns them and is internal, so the calls
/// are passed on to it.
/// </summary>
internal static class PredictionsApi
{
    public static void MapPredictions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Predictions")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        MapReads(group);
        MapSums(group);
        MapForgetting(group);
        MapImages(group);
        ReviewApi.MapReview(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("/predictions", ForwardAsync)
            .WithName("ListPredictions")
            .WithSummary("Find what was seen, newest first")
            .WithSearchParameters()
            .WithQuery("limit", "Predictions a page, 1 to 500; 50 without it.", "integer")
            .WithQuery("page_token", "`next` of the page before, with the same search.", "string")
            .Produces<PredictionPage>();
        group.MapGet("/predictions/stream", (HttpContext context, ReadForwarder forwarder) => forwarder.FollowAsync(context))
            .WithName("FollowPredictions")
            .WithSummary("What is seen from now on, as server-sent events; who comes back with Last-Event-ID misses none")
            .WithSearchParameters()
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        group.MapGet("/predictions/{id}", ForwardAsync)
            .WithName("GetPrediction")
            .WithSummary("Show one prediction")
            .Produces<Prediction>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void MapSums(RouteGroupBuilder group)
    {
        group.MapGet("/stats", ForwardAsync)
            .WithName("GetStats")
            .WithSummary("What was seen in a span of time, by class, model and hour or day")
            .WithQuery("from", "Beginning, RFC 3339; a day before `to` without it.", "string")
            .WithQuery("to", "End, not included; now without it.", "string")
            .WithQuery("interval", "Length of the periods; hours up to seven days without it, else days.", "string", "hour", "day")
            .Produces<PredictionStats>();
        group.MapGet("/drift", ForwardAsync)
            .WithName("GetDrift")
            .WithSummary("How what is seen differs from an earlier span of time")
            .WithQuery("from", "Beginning of the window, RFC 3339; a day before `to` without it.", "string")
            .WithQuery("to", "End of the window; now without it.", "string")
            .WithQuery("reference_from", "Beginning of the reference; seven days before its end without it.", "string")
            .WithQuery("reference_to", "End of the reference; the window's beginning without it.", "string")
            .WithQuery("model", "Only this model.", "string")
            .WithQuery("version", "Only this version.", "string")
            .WithQuery("source", "Only this source.", "string")
            .Produces<PredictionDrift>();
    }

    private static void MapForgetting(RouteGroupBuilder group)
    {
        group.MapDelete("/predictions/{id}", ForwardAsync)
            .WithName("DeletePrediction")
            .WithSummary("Forget a prediction, and its photo when no other prediction is of it")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/predictions", ForwardAsync)
            .WithName("DeletePredictions")
            .WithSummary("Forget what a search finds, or say only how much that would be")
            .WithSearchParameters()
            .WithQuery("dry_run", "true: nothing is removed; the answer says what would be.", "string", "true", "false")
            .WithQuery("all", "true: a search without any condition is meant so.", "string", "true", "false")
            .Produces<RemovalReport>();
    }

    private static void MapImages(RouteGroupBuilder group)
    {
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

    /// <summary>Describes the parameters of a search; logging-service reads them.</summary>
    internal static RouteHandlerBuilder WithSearchParameters(this RouteHandlerBuilder route) => route
        .WithQuery("class", "A class that was seen; may come several times.", "string")
        .WithQuery("match", "Whether any of the classes is enough; any without it.", "string", "any", "all")
        .WithQuery("count", "How many of a class were seen: person>=3; also > = < <=; may come several times.", "string")
        .WithQuery("min_confidence", "The surest object of each class is at least this sure, 0 to 1.", "number")
        .WithQuery("max_confidence", "The surest object of each class is at most this sure, 0 to 1.", "number")
        .WithQuery("from", "Made then or later, RFC 3339.", "string")
        .WithQuery("to", "Made before, RFC 3339.", "string")
        .WithQuery("model", "Name of the model.", "string")
        .WithQuery("version", "Version of the model.", "string")
        .WithQuery("source", "Where the photo came from, as it was sent.", "string")
        .WithQuery("reviewed", "Whether somebody has looked at it.", "string", "true", "false")
        .WithQuery("image", "SHA-256 of the photo.", "string")
        .WithQuery("metadata.NAME", "What was sent with the photo, by its name.", "string");

    private static Task ForwardAsync(HttpContext context, ReadForwarder forwarder) => forwarder.ForwardAsync(context);
}
