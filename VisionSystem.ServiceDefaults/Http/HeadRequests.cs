using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Supports HEAD for every GET endpoint (RFC 9110, 9.3.2). The server sends no body in response to HEAD.</summary>
public static class HeadRequests
{
    /// <summary>Adds HEAD to the endpoints that accept GET.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints.</typeparam>
    /// <param name="endpoints">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder AnswerHead<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(static endpoint =>
        {
            var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
            if (methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
            {
                endpoint.Metadata.Add(new HttpMethodMetadata([.. methods, HttpMethods.Head]));
            }
        });
        return endpoints;
    }

    /// <summary>Excludes HEAD from the OpenAPI documents, where it would repeat every GET under the same operation id.</summary>
    internal static void LeaveHeadUndescribed(this IServiceCollection services) => services.PostConfigureAll<OpenApiOptions>(static options =>
    {
        var included = options.ShouldInclude;
        options.ShouldInclude = described => described.HttpMethod != HttpMethods.Head && included(described);
    });
}
