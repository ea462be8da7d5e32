using Microsoft.AspNetCore.OpenApi;
using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// The routes that inference-service forwards. It reads them from the OpenAPI document <see cref="Document"/>, which the build
/// of this project generates from these groups only. Every other route is internal.
/// </summary>
internal static class PublicRoutes
{
    public const string Document = "public";

    private static readonly Mark Public = new();

    /// <summary>Adds the OpenAPI document of the public routes, and adds the query parameters to every document.</summary>
    public static void AddPublicDocument(this IServiceCollection services)
    {
        services.AddOpenApi(Document, options => options.ShouldInclude = described => described.ActionDescriptor.EndpointMetadata.Contains(Public));
        services.ConfigureAll<OpenApiOptions>(options => options.AddOperationTransformer(static (operation, context, _) =>
        {
            foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<OpenApiParameterInfo>())
            {
                parameter.AddTo(operation);
            }

            return Task.CompletedTask;
        }));
    }

    /// <summary>Maps a group of public routes, which read and change the data of the request's tenant.</summary>
    /// <param name="app">The service.</param>
    /// <param name="prefix">The path prefix of the routes.</param>
    /// <param name="tag">The tag of the routes in the OpenAPI document.</param>
    /// <param name="scope">The scope that callers need.</param>
    public static RouteGroupBuilder MapPublicGroup(this WebApplication app, string prefix, string tag, string scope) => app.MapGroup(prefix)
        .WithTags(tag)
        .WithMetadata(Public)
        .RequireScope(scope)
        .AnswerHead()
        .AddEndpointFilter<TenantFilter>()
        .AddEndpointFilter<QueryFilter>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>True for a route of a public group.</summary>
    public static bool IsPublic(Endpoint route) => route.Metadata.GetMetadata<Mark>() is not null;

    private sealed class Mark;
}
