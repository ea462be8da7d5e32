using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds containers to an application.</summary>
public static class ContainerResourceBuilderExtensions
{
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image, string tag) =>
        builder.AddResource(new ContainerResource(name)).WithAnnotation(new ContainerImageAnnotation { Image = image, Tag = tag });

    public static IResourceBuilder<T> WithVolume<T>(this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false)
        where T : ContainerResource => builder.WithAnnotation(new ContainerMountAnnotation(name, target, ContainerMountType.Volume, isReadOnly));

    public static IResourceBuilder<T> WithBindMount<T>(this IResourceBuilder<T> builder, string source, string target, bool isReadOnly = false)
        where T : ContainerResource => builder.WithAnnotation(new ContainerMountAnnotation(source, target, ContainerMountType.BindMount, isReadOnly));

    /// <summary>The container's program. The one that stands in for it is another.</summary>
    public static IResourceBuilder<T> WithEntrypoint<T>(this IResourceBuilder<T> builder, string entrypoint)
        where T : ContainerResource
    {
        builder.Resource.Entrypoint = entrypoint;
        return builder;
    }

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : ContainerResource => builder.WithAnnotation(new CommandLineArgsCallbackAnnotation(all =>
        {
            foreach (var argument in args)
            {
                all.Add(argument);
            }

            return Task.CompletedTask;
        }));

    /// <summary>Adds what a program of this machine that stands in for a container listens on.</summary>
    internal static IResourceBuilder<T> WithTcpEndpoint<T>(this IResourceBuilder<T> builder, int? port, int targetPort)
        where T : ContainerResource => builder.WithAnnotation(
            new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, name: "tcp", port: port, targetPort: targetPort) { TargetHost = "127.0.0.1" });
}
