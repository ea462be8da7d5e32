using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>The JSON of typed results.</summary>
public static class WireJsonSetup
{
    /// <summary>Has typed results written, and schemas described, by the rules of everything else that crosses the wire.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="types">The types that cross the wire.</param>
    public static IServiceCollection AddWireJson(this IServiceCollection services, IJsonTypeInfoResolver types) => services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.Encoder = JavaScriptEncoder.Default;
        json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, types);
    });
}
