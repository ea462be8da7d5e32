using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>A container in a manifest; for PostgreSQL and Redis what Aspire's own integrations say of them.</summary>
internal static class ManifestContainer
{
    public static async Task<JsonObject> OfAsync(ContainerResource container, ManifestEnvironment environment, CancellationToken cancellationToken)
    {
        var json = new JsonObject { ["type"] = "container.v0" };
        if (ConnectionString(container) is { } connection)
        {
            json["connectionString"] = connection;
        }

        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        json["image"] = $"{image.Image}:{image.Tag}";
        JsonNode[] arguments = container is RedisResource
            ? ["-c", "redis-server --requirepass $REDIS_PASSWORD"]
            : [.. (await ArgumentsAsync(container).ConfigureAwait(false)).Select(argument => (JsonNode)argument)];
        if ((container is RedisResource ? "/bin/sh" : container.Entrypoint) is { } entrypoint)
        {
            json["entrypoint"] = entrypoint;
        }

        if (arguments.Length > 0)
        {
            json["args"] = new JsonArray(arguments);
        }

        JsonNode[] volumes = [.. container.Annotations.OfType<ContainerMountAnnotation>().Where(mount => mount.Type == ContainerMountType.Volume).Select(Volume)];
        if (volumes.Length > 0)
        {
            json["volumes"] = new JsonArray(volumes);
        }

        json["env"] = await environment.OfAsync(container, cancellationToken).ConfigureAwait(false);
        json["bindings"] = ManifestBindings.Of(container);
        return json;
    }

    private static string? ConnectionString(ContainerResource container)
    {
        var (host, port) = ($"{{{container.Name}.bindings.tcp.host}}", $"{{{container.Name}.bindings.tcp.port}}");
        return container switch
        {
            PostgresServerResource server => $"Host={host};Port={port};Username=postgres;Password={{{server.PasswordParameter.Name}.value}}",
            RedisResource server => $"{host}:{port},password={{{server.PasswordParameter.Name}.value}}",
            _ => null,
        };
    }

    private static JsonObject Volume(ContainerMountAnnotation mount) => new() { ["name"] = mount.Source, ["target"] = mount.Target, ["readOnly"] = mount.IsReadOnly };

    private static async Task<IEnumerable<string>> ArgumentsAsync(ContainerResource container)
    {
        List<object> all = [];
        foreach (var annotation in container.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(all).ConfigureAwait(false);
        }

        return all.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!);
    }
}
