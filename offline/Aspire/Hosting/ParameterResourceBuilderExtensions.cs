using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Launching;

namespace Aspire.Hosting;

/// <summary>Adds values that are given from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A parameter whose value is configuration's <c>Parameters:NAME</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        var configuration = builder.Configuration;
        return builder.AddResource(new ParameterResource(
            name,
            () => Given(configuration, name)
                ?? throw new DistributedApplicationException($"The parameter '{name}' has no value: set Parameters__{name.Replace('-', '_')}."),
            secret));
    }

    /// <summary>A parameter with a value that configuration can override.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(
            new ParameterResource(name, () => Given(builder.Configuration, name) ?? value, secret) { Published = publishValueAsDefault && !secret ? value : null });

    /// <summary>A parameter with a value that is made when configuration gives none.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="value">Makes the value.</param>
    /// <param name="secret">Whether it is a secret.</param>
    /// <param name="persist">Whether the value is kept for the next run, with the data that needs it.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var made = new Lazy<string>(() => persist
            ? new KeptSecrets(Volumes.Folder(builder.Configuration, builder.AppHostDirectory)).GetOrAdd(name, value.GetDefaultValue)
            : value.GetDefaultValue());
        return builder.AddResource(new ParameterResource(name, () => Given(builder.Configuration, name) ?? made.Value, secret) { Published = value });
    }

    /// <summary>Environment variables cannot hold hyphens, so Parameters__minio_password gives minio-password its value.</summary>
    private static string? Given(Microsoft.Extensions.Configuration.ConfigurationManager configuration, string name) =>
        configuration[$"Parameters:{name}"] ?? configuration[$"Parameters:{name.Replace('-', '_')}"];
}
