using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>The endpoints of a resource in a manifest.</summary>
internal static class ManifestBindings
{
    public static JsonObject Of(IResourceWithEndpoints resource)
    {
        var bindings = new JsonObject();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var binding = new JsonObject
            {
                ["scheme"] = resource is RedisResource ? "redis" : endpoint.UriScheme,
                ["protocol"] = "tcp",
                ["transport"] = endpoint.Transport,
            };
            if (endpoint.TargetPort is { } port)
            {
                binding["targetPort"] = port;
            }

            if (endpoint.IsExternal)
            {
                binding["external"] = true;
            }

            bindings[endpoint.Name] = binding;
        }

        return bindings;
    }
}
