using Microsoft.Extensions.Logging.Abstractions;

namespace VisionSystem.AppHost.Publishing.AppModel;

/// <summary>A container or service of the app model, evaluated for the cluster.</summary>
/// <param name="Name">Its name, and its host name in the cluster.</param>
/// <param name="Image">Its image with the tag.</param>
/// <param name="Command">The entry point; null for the image's own.</param>
/// <param name="Arguments">The arguments of the entry point.</param>
/// <param name="Ports">Its endpoints.</param>
/// <param name="Volumes">What it keeps on disk.</param>
/// <param name="Environment">Its variables without the secrets, which the cluster's Secrets hold.</param>
internal sealed record PublishedResource(
    string Name, string Image, string? Command, IReadOnlyList<string> Arguments, IReadOnlyList<PublishedPort> Ports, IReadOnlyList<PublishedVolume> Volumes,
    IReadOnlyList<KeyValuePair<string, string>> Environment)
{
    private const string Registry = "visionsystem";
    private const string Tag = "1.0.0";

    /// <summary>All containers and services, in the order of the model.</summary>
    public static async Task<IReadOnlyList<PublishedResource>> ReadAllAsync(
        IEnumerable<IResource> model, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        List<PublishedResource> resources = [];
        foreach (var resource in model.Where(resource => resource is ProjectResource or ContainerResource))
        {
            resources.Add(await ReadAsync(resource, executionContext, cancellationToken));
        }

        return resources;
    }

    private static async Task<PublishedResource> ReadAsync(
        IResource resource, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig().WithArgumentsConfig()
            .BuildAsync(executionContext, NullLogger.Instance, cancellationToken);
        if (configuration.Exception is { } failure)
        {
            throw new DistributedApplicationException($"The environment of '{resource.Name}' cannot be read: {failure.Message}", failure);
        }

        var values = new PublishedValues(executionContext);
        var secrets = resource.Annotations.OfType<SecretVariableAnnotation>().Select(annotation => annotation.Name).ToHashSet();
        List<KeyValuePair<string, string>> environment = [];
        foreach (var (name, (value, _)) in configuration.EnvironmentVariablesWithUnprocessed.Where(variable => !secrets.Contains(variable.Key)))
        {
            if (await values.EvaluateAsync(value, cancellationToken) is { } text)
            {
                environment.Add(new(name, text));
            }
        }

        List<string> arguments = [];
        foreach (var (argument, _, _) in configuration.ArgumentsWithUnprocessed)
        {
            arguments.Add(await values.EvaluateAsync(argument, cancellationToken)
                ?? throw new DistributedApplicationException($"An argument of '{resource.Name}' holds a secret: pass it in a variable."));
        }

        return new(
            resource.Name,
            resource.TryGetContainerImageName(out var image) ? image : $"{Registry}/{resource.Name}:{Tag}",
            (resource as ContainerResource)?.Entrypoint,
            arguments,
            [.. resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => PublishedPort.Of(resource, endpoint))],
            [.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(PublishedVolume.Of)],
            environment);
    }
}

/// <summary>An endpoint.</summary>
/// <param name="Name">Its name: <c>http</c>, <c>tcp</c>.</param>
/// <param name="Number">The port of the container, and of the Service.</param>
internal sealed record PublishedPort(string Name, int Number)
{
    public static PublishedPort Of(IResource resource, EndpointAnnotation endpoint) => new(
        endpoint.Name,
        endpoint.TargetPort ?? throw new DistributedApplicationException(
            $"The endpoint '{endpoint.Name}' of '{resource.Name}' has no target port: publishing needs one."));
}

/// <summary>A named volume.</summary>
/// <param name="Name">Its name; Kubernetes takes no dot in it.</param>
/// <param name="Path">Where the container finds it.</param>
internal sealed record PublishedVolume(string Name, string Path)
{
    public static PublishedVolume Of(ContainerMountAnnotation mount) => mount is { Type: ContainerMountType.Volume, Source: { } name }
        ? new(name, mount.Target)
        : throw new DistributedApplicationException($"The mount of {mount.Target} is no named volume, and cannot be published.");
}

/// <summary>Names a variable whose value comes from a Secret in the cluster, although the app model knows it.</summary>
/// <param name="Name">Name of the variable.</param>
internal sealed record SecretVariableAnnotation(string Name) : IResourceAnnotation;
