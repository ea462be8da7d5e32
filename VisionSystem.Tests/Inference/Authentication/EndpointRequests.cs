using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Requests for the routes of a service, from its endpoint list.</summary>
internal static class EndpointRequests
{
    /// <summary>The routes of a service.</summary>
    public static IEnumerable<RouteEndpoint> Routes(IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Each method of each route that needs a credential, with values for its parameters.</summary>
    public static IEnumerable<(string Method, string Path)> Of(IServiceProvider services) =>
        from route in Routes(services)
        where route.Metadata.GetMetadata<IAllowAnonymous>() is null
        let path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
            part is RoutePatternLiteralPart literal ? literal.Content : Guid.Empty.ToString()))))
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, path);
}
