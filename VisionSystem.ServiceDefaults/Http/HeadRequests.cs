using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>HEAD wherever GET is (RFC 9110, 9.3.2). The server sends no body in response to HEAD, whatever is written.</summary>
public static class HeadRequests
{
    /// <summary>Lets the endpoints that answer GET answer HEAD, too.</summary>
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

    /// <summary>Keeps HEAD out of the API's descriptions: it would be every GET again, under the same operation id.</summary>
    internal static void LeaveHeadUndescribed(this IServiceCollection services) => services.PostConfigureAll<OpenApiOptions>(static options =>
    {
        var included = options.ShouldInclude;
        options.ShouldInclude = described => described.HttpMethod != HttpMethods.Head && included(described);
    });
}
