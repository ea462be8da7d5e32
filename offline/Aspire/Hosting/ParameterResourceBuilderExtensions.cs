using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds values that are given from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A parameter whose value is configuration's <c>Parameters:NAME</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        // Environment variables cannot hold hyphens, so Parameters__minio_password gives minio-password its value.
        var configuration = builder.Configuration;
        return builder.AddResource(new ParameterResource(
            name,
            () => configuration[$"Parameters:{name}"] ?? configuration[$"Parameters:{name.Replace('-', '_')}"]
                ?? throw new DistributedApplicationException($"The parameter '{name}' has no value: set Parameters__{name.Replace('-', '_')}."),
            secret));
    }

    /// <summary>A parameter with a value that configuration can override.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => builder.Configuration[$"Parameters:{name}"] ?? value, secret));
}
