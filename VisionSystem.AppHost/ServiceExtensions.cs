using VisionSystem.AppHost.Publishing;
using VisionSystem.AppHost.Startup;

namespace VisionSystem.AppHost;

internal static class ServiceExtensions
{
    private const string Namespace = Publication.Namespace;
    private const string ServiceNames = "Vision__Http__ServiceNames";

    /// <summary>
    /// Adds the HTTP endpoint of a service. A single process owns the port itself, so that connections are refused immediately
    /// after it ends; the orchestrator's proxy, which several replicas share, would hold them.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="port">The port on this machine.</param>
    /// <param name="containerPort">The port in a container.</param>
    /// <param name="address">The address that it listens on.</param>
    /// <param name="replicas">The number of processes.</param>
    public static IResourceBuilder<ProjectResource> WithHttpPort(
        this IResourceBuilder<ProjectResource> service, int port, int containerPort, string address = ListenAddress.Loopback, int replicas = 1)
    {
        var builder = service.ApplicationBuilder;
        var publishes = builder.ExecutionContext.IsPublishMode;
        var isProxied = publishes || replicas > 1;

        // ASPIRECERTIFICATES001: the only API that declares a service without certificate; otherwise the dashboard shows a warning.
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
    /// Starts the built program directly. Aspire's default is <c>dotnet run</c>, which keeps a second process of 130 MB for each
    /// service. The default applies to IDEs and <c>dotnet watch</c>, which start projects themselves, and if the program is not found.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithBuiltProgram(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        var project = service.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(project)!;

        // bin/CONFIGURATION/FRAMEWORK, the same as for the AppHost.
        var output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[^2..];
        var program = Path.Combine([folder, "bin", .. output, Path.GetFileNameWithoutExtension(project) + (OperatingSystem.IsWindows() ? ".exe" : "")]);
        return builder.ExecutionContext.IsRunMode && File.Exists(program)
            && string.IsNullOrEmpty(builder.Configuration["DEBUG_SESSION_PORT"]) && string.IsNullOrEmpty(builder.Configuration["DOTNET_WATCH"])
            ? service.WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder })
            : service;
    }

    /// <summary>
    /// Configures the host names that the Kubernetes Services give a service; it rejects requests for other names. The chart
    /// appends <c>-service</c> to the name of a resource.
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

    /// <summary>Configures the addresses at which clients reach a service, which it cannot detect behind the orchestrator's proxy.</summary>
    public static IResourceBuilder<ProjectResource> WithReachableAddresses(this IResourceBuilder<ProjectResource> service, ListenAddress listen) =>
        service.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsRunMode && string.Join(',', listen.Reachable) is { Length: > 0 } addresses)
            {
                context.EnvironmentVariables[ServiceNames] = addresses;
            }
        });

    /// <summary>Sets the data folder of a service on this machine. A published service gets its storage from the cluster.</summary>
    public static IResourceBuilder<ProjectResource> WithDataFolder(this IResourceBuilder<ProjectResource> builder, string variable, string path) =>
        builder.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsRunMode)
            {
                context.EnvironmentVariables[variable] = path;
            }
        });

    /// <summary>Sets the texts of the links on the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithConsoleLinks(this IResourceBuilder<ProjectResource> builder) => builder
        .WithUrlForEndpoint("http", link => link.DisplayText = "Console")
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/docs", DisplayText = "API documentation" });
}
