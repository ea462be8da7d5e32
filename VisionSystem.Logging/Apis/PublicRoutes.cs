using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Logging.Apis;

/// <summary>
/// The routes that inference-service passes on to the public. It learns them from the OpenAPI document
/// <see cref="Document"/>, which is made when this project is built and holds these groups alone: any other route is internal.
/// </summary>
internal static class PublicRoutes
{
    public const string Document = "public";

    private static readonly Mark Public = new();

    /// <summary>Adds the document of the public routes.</summary>
    public static void AddPublicDocument(this IServiceCollection services) => services.AddOpenApi(
        Document, options => options.ShouldInclude = described => described.ActionDescriptor.EndpointMetadata.Contains(Public));

    /// <summary>A group of public routes; they read and change the data of the request's tenant.</summary>
    /// <param name="app">The service.</param>
    /// <param name="prefix">How their paths begin.</param>
    /// <param name="tag">Their heading in the API's documentation.</param>
    public static RouteGroupBuilder MapPublicGroup(this WebApplication app, string prefix, string tag) => app.MapGroup(prefix)
        .WithTags(tag)
        .WithMetadata(Public)
        .AnswerHead()
        .AddEndpointFilter<TenantFilter>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>True for a route of a public group.</summary>
    public static bool IsPublic(Endpoint route) => route.Metadata.GetMetadata<Mark>() is not null;

    /// <summary>Describes the parameters of a search (<see cref="Predictions.Finding.FilterParameters"/>).</summary>
    public static RouteHandlerBuilder WithSearchParameters(this RouteHandlerBuilder route) => route
        .WithQuery("class", "A class that was seen, in upper or lower case; may come several times.", "string")
        .WithQuery("match", "Whether any of the classes is enough; any without it.", "string", "any", "all")
        .WithQuery("count", "How many of a class were seen: person>=3; also > = < <=; may come several times.", "string")
        .WithQuery("min_confidence", "The surest object of each class is at least this sure, 0 to 1.", "number")
        .WithQuery("max_confidence", "The surest object of each class is at most this sure, 0 to 1.", "number")
        .WithQuery("from", "Made then or later: RFC 3339, or a date for the beginning of that day, UTC.", "string")
        .WithQuery("to", "Made before: RFC 3339, or a date for the beginning of that day, UTC.", "string")
        .WithQuery("model", "Name of the model.", "string")
        .WithQuery("version", "Version of the model.", "string")
        .WithQuery("source", "Where the photo came from, as it was sent.", "string")
        .WithQuery("reviewed", "Whether somebody has looked at it.", "string", "true", "false")
        .WithQuery("image", "SHA-256 of the photo.", "string")
        .WithQuery("metadata.NAME", "What was sent with the photo, by its name.", "string");

    /// <summary>Describes the order of a search that comes in pages (<see cref="Predictions.Finding.PageQuery"/>).</summary>
    public static RouteHandlerBuilder WithOrder(this RouteHandlerBuilder route) =>
        route.WithQuery("order", "asc: oldest first; desc, as without it: newest first.", "string", "asc", "desc");

    private sealed class Mark;
}
