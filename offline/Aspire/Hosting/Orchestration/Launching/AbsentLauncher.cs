using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Containers for which no program of this machine stands in, and which nothing needs: they are left out, and it is said.</summary>
internal sealed class AbsentLauncher : ILauncher
{
    private static readonly string[] Images = ["grafana/grafana", "jaegertracing/jaeger"];

    public bool Launches(IResource resource) =>
        resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) && Images.Any(known => image!.Image.EndsWith(known, StringComparison.Ordinal));

    public Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken) =>
        throw new DistributedApplicationException($"'{request.Resource.Name}' runs in a container only, and this machine's package mode runs none.");
}
