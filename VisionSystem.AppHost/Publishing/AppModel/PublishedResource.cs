using Microsoft.Extensions.Logging.Abstractions;

namespace VisionSystem.AppHost.Publishing.AppModel;

/// <summary>A container or service of the app model, evaluated for the cluster.</summary>
/// <param name="Name">The name, which is also the host name in the cluster.</param>
/// <param name="Image">The image with its tag.</param>
/// <param name="Command">The entry point; null for that of the image.</param>
/// <param name="Arguments">The arguments of the entry point.</param>
/// <param name="Ports">The endpoints.</param>
/// <param name="Volumes">The persistent volumes.</param>
/// <param name="Environment">The variables without secrets, which the Secrets of the cluster contain.</param>
internal sealed record PublishedResource(
    string Name, string Image, string? Command, IReadOnlyList<string> Arguments, IReadOnlyList<PublishedPort> Ports, IReadOnlyList<PublishedVolume> Volumes,
    IReadOnlyList<KeyValuePair<string, string>> Environment)
{
    private const string Registry = "visionsystem";
    private const string Tag = "1.0.0";

    /// <summary>Evaluates all containers and services in the order of the model.</summary>
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
                ?? throw new DistributedApplicationException($"An argument of '{resource.Name}' contains a secret. Pass it in a variable."));
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
/// <param name="Name">The name, such as <c>http</c> or <c>tcp</c>.</param>
/// <param name="Number">The port of the container and of the Service.</param>
internal sealed record PublishedPort(string Name, int Number)
{
    public static PublishedPort Of(IResource resource, EndpointAnnotation endpoint) => new(
        endpoint.Name,
        endpoint.TargetPort ?? throw new DistributedApplicationException(
            $"The endpoint '{endpoint.Name}' of '{resource.Name}' has no target port. Set one, because publishing requires it."));
}

/// <summary>A named volume.</summary>
/// <param name="Name">The name, without dots, which Kubernetes rejects.</param>
/// <param name="Path">The mount path in the container.</param>
internal sealed record PublishedVolume(string Name, string Path)
{
    public static PublishedVolume Of(ContainerMountAnnotation mount) => mount is { Type: ContainerMountType.Volume, Source: { } name }
        ? new(name, mount.Target)
        : throw new DistributedApplicationException($"The mount of {mount.Target} is not a named volume and cannot be published.");
}

/// <summary>Marks a variable whose value comes from a Secret in the cluster, although the app model contains it.</summary>
/// <param name="Name">Name of the variable.</param>
internal sealed record SecretVariableAnnotation(string Name) : IResourceAnnotation;
