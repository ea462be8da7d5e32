using VisionSystem.AppHost.Publishing;
using VisionSystem.AppHost.Startup;

namespace VisionSystem.AppHost;

internal static class ServiceExtensions
{
    private const string Namespace = Publication.Namespace;
    private const string ServiceNames = "Vision__Http__ServiceNames";

    /// <summary>
    /// Gives a service its endpoint. One process has the port itself, so that clients of a dead one are refused at once; the
    /// orchestrator's proxy, which several replicas share, would hold their connections.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="port">Its port on this machine.</param>
    /// <param name="containerPort">Its port in a container.</param>
    /// <param name="address">The address that it listens on.</param>
    /// <param name="replicas">The number of its processes.</param>
    public static IResourceBuilder<ProjectResource> WithHttpPort(
        this IResourceBuilder<ProjectResource> service, int port, int containerPort, string address = ListenAddress.Loopback, int replicas = 1)
    {
        var builder = service.ApplicationBuilder;
        var publishes = builder.ExecutionContext.IsPublishMode;
        var isProxied = publishes || replicas > 1;

        // ASPIRECERTIFICATES001: the one way to say that a service has no certificate, of which the dashboard warns else.
#pragma warning disable ASPIRECERTIFICATES001
        return service
            .WithHttpEndpoint(
                port: isProxied || !builder.RandomizesPorts() ? port : null, targetPort: publishes ? containerPort : null, name: "http", isProxied: isProxied)
            .WithEndpoint("http", http => http.TargetHost = address)
            .WithoutHttpsCertificate()
            .WithReplicas(replicas);
#pragma warning restore ASPIRECERTIFICATES001
    }

    /// <summary>
    /// Starts the built program itself. Aspire's default is <c>dotnet run</c>, which stays beside each process with 130 MB of its
    /// own; it remains for IDEs and <c>dotnet watch</c>, which start projects in their own way, and where the program is elsewhere.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithBuiltProgram(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        var project = service.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(project)!;

        // bin/CONFIGURATION/FRAMEWORK, as the AppHost's own.
        var output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[^2..];
        var program = Path.Combine([folder, "bin", .. output, Path.GetFileNameWithoutExtension(project) + (OperatingSystem.IsWindows() ? ".exe" : "")]);
        return builder.ExecutionContext.IsRunMode && File.Exists(program)
            && string.IsNullOrEmpty(builder.Configuration["DEBUG_SESSION_PORT"]) && string.IsNullOrEmpty(builder.Configuration["DOTNET_WATCH"])
            ? service.WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder })
            : service;
    }

    /// <summary>
    /// Tells a service the names that its Services give it in the cluster, so that it answers for them and no others; the chart
    /// puts <c>-service</c> behind the name of a resource.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithServiceNames(this IResourceBuilder<ProjectResource> service, params string[] names) =>
        service.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsPublishMode)
            {
                context.EnvironmentVariables[ServiceNames] = string.Join(
                    ',', [.. names, service.Resource.Name + "-service", $"*.{Namespace}", $"*.{Namespace}.svc", $"*.{Namespace}.svc.cluster.local"]);
            }
        });

    /// <summary>Tells a service the addresses that it is called by: behind the orchestrator's proxy, it does not see them.</summary>
    public static IResourceBuilder<ProjectResource> WithReachableAddresses(this IResourceBuilder<ProjectResource> service, ListenAddress listen) =>
        service.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsRunMode && string.Join(',', listen.Reachable) is { Length: > 0 } addresses)
            {
                context.EnvironmentVariables[ServiceNames] = addresses;
            }
        });

    /// <summary>Gives a service its folder on this machine. Published, a service gets its storage from the cluster.</summary>
    public static IResourceBuilder<ProjectResource> WithDataFolder(this IResourceBuilder<ProjectResource> builder, string variable, string path) =>
        builder.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsRunMode)
            {
                context.EnvironmentVariables[variable] = path;
            }
        });

    /// <summary>Names the links that people are shown.</summary>
    public static IResourceBuilder<ProjectResource> WithConsoleLinks(this IResourceBuilder<ProjectResource> builder) => builder
        .WithUrlForEndpoint("http", link => link.DisplayText = "Console")
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/docs", DisplayText = "API documentation" });
}
