using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Configures the JSON of typed results.</summary>
public static class WireJsonSetup
{
    /// <summary>Writes typed results and OpenAPI schemas by the rules of the wire format: snake_case, strict numbers.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="types">The source-generated metadata of the wire types.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddWireJson(this IServiceCollection services, IJsonTypeInfoResolver types) => services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.Encoder = JavaScriptEncoder.Default;
        json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, types);
    });
}
