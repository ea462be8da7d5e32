using VisionSystem.AppHost.Servers;
using VisionSystem.AppHost.Startup;

namespace VisionSystem.AppHost;

/// <summary>
/// The resources of <c>--monitoring</c>: Prometheus with the rules, Grafana with the dashboards and Jaeger for traces, in
/// containers. Without a container runtime or its images, only Prometheus runs, as the installed program. Not published: a
/// cluster has its own monitoring (aspirate-output/components/monitoring).
/// </summary>
internal static class MonitoringExtensions
{
    private const string Prometheus = "prometheus";
    private const int PrometheusPort = 9090;
    private const int GrafanaPort = 3000;
    private const int JaegerPort = 16686;
    private const int OtlpPort = 4318;

    private static readonly (string Name, string Tag) PrometheusImage = ("docker.io/prom/prometheus", "v3.5.0");
    private static readonly (string Name, string Tag) JaegerImage = ("docker.io/jaegertracing/jaeger", "2.9.0");
    private static readonly (string Name, string Tag) GrafanaImage = ("docker.io/grafana/grafana", "12.1.0");

    /// <summary>The full names of the images.</summary>
    public static IEnumerable<string> Images => new[] { PrometheusImage, JaegerImage, GrafanaImage }.Select(image => $"{image.Name}:{image.Tag}");

    public static async Task AddMonitoringAsync(
        this IDistributedApplicationBuilder builder, AppHostOptions options, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var files = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "deploy", "monitoring"));
        if (await UsesContainersAsync(builder, options))
        {
            AddContainers(builder, files, inference, logging);
        }
        else
        {
            AddPrograms(builder, options, files, inference, logging);
        }
    }

    private static async Task<bool> UsesContainersAsync(IDistributedApplicationBuilder builder, AppHostOptions options) => options.Topology.Topology switch
    {
        Topology.Containers => true,
        Topology.Local => false,
        Topology.Embedded when options.Topology.IsDefault => false,
        _ => await ContainerRuntime.FindAsync(builder.Configuration["ASPIRE_CONTAINER_RUNTIME"]) is { Program: not null } runtime
            && await runtime.FindMissingImageAsync(Images) is null,
    };

    private static void AddContainers(
        IDistributedApplicationBuilder builder, string files, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        // Only the orchestrator knows the addresses at which a container reaches the services, so the container completes the configuration.
        var prometheus = builder.AddContainer(Prometheus, PrometheusImage.Name, PrometheusImage.Tag)
            .WithBindMount(files, "/etc/vision", isReadOnly: true)
            .WithEnvironment("INFERENCE", inference.GetEndpoint("http"))
            .WithEnvironment("LOGGING", logging.GetEndpoint("http"))
            .WithEntrypoint("/bin/sh")
            .WithArgs("-c", "sed -e \"s|localhost:8000|${INFERENCE#http://}|\" -e \"s|localhost:8001|${LOGGING#http://}|\" -e 's|rules/|/etc/vision/rules/|' /etc/vision/prometheus.local.yml > /tmp/prometheus.yml && exec prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/prometheus")
            .WithVolume("vision-prometheus", "/prometheus")
            .WithHttpEndpoint(port: PrometheusPort, targetPort: PrometheusPort, name: "http")
            .WithHttpHealthCheck("/-/ready");
        var jaeger = builder.AddContainer("jaeger", JaegerImage.Name, JaegerImage.Tag)
            .WithHttpEndpoint(port: JaegerPort, targetPort: JaegerPort, name: "http")
            .WithHttpEndpoint(port: OtlpPort, targetPort: OtlpPort, name: "otlp");
        builder.AddContainer("grafana", GrafanaImage.Name, GrafanaImage.Tag)
            .WithBindMount(Path.Combine(files, "grafana", "provisioning"), "/etc/grafana/provisioning", isReadOnly: true)
            .WithBindMount(Path.Combine(files, "grafana", "dashboards"), "/var/lib/grafana/dashboards", isReadOnly: true)
            .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "true")
            .WithEnvironment("PROMETHEUS_URL", prometheus.GetEndpoint("http"))
            .WithEnvironment("JAEGER_URL", jaeger.GetEndpoint("http"))
            .WithHttpEndpoint(port: GrafanaPort, targetPort: GrafanaPort, name: "http")
            .WaitFor(prometheus);

        inference.WithEnvironment("CV_JAEGER_ENDPOINT", jaeger.GetEndpoint("otlp"));
        logging.WithEnvironment("CV_JAEGER_ENDPOINT", jaeger.GetEndpoint("otlp"));
    }

    private static void AddPrograms(
        IDistributedApplicationBuilder builder, AppHostOptions options, string files, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        var folder = Path.Combine(options.ServersPath, Prometheus);
        var settings = Path.Combine(folder, "prometheus.yml");
        var prometheus = builder.AddExecutable(Prometheus, InstalledPrograms.Find(Prometheus) ?? Prometheus, folder)
            .WithHttpEndpoint(port: builder.RandomizesPorts() ? null : PrometheusPort, name: "http", isProxied: false)
            .WithEndpoint("http", http => http.TargetHost = ListenAddress.Loopback)
            .WithHttpHealthCheck("/-/ready")
            .WaitFor(inference)
            .OnBeforeResourceStarted(async (_, _, token) =>
            {
                Directory.CreateDirectory(folder);
                var text = await File.ReadAllTextAsync(Path.Combine(files, "prometheus.local.yml"), token);
                await File.WriteAllTextAsync(
                    settings,
                    text.Replace("localhost:8000", Authority(inference), StringComparison.Ordinal)
                        .Replace("localhost:8001", Authority(logging), StringComparison.Ordinal)
                        .Replace("rules/", Path.Combine(files, "rules") + "/", StringComparison.Ordinal),
                    token);
            });
        prometheus.WithArgs(
            $"--config.file={settings}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
            ReferenceExpression.Create($"--web.listen-address={ListenAddress.Loopback}:{prometheus.GetEndpoint("http").Property(EndpointProperty.TargetPort)}"));
        Console.WriteLine("Monitoring: Prometheus only, as the installed program. Grafana and Jaeger require containers.");

        static string Authority(IResourceBuilder<ProjectResource> service) => new Uri(service.GetEndpoint("http").Url).Authority;
    }

    /// <summary>A sentence on the program that <c>--monitoring</c> lacks; null if it lacks none.</summary>
    public static string? MissingProgram(DistributedApplicationModel model) =>
        model.Resources.Any(resource => resource is ExecutableResource { Name: Prometheus }) && InstalledPrograms.Find(Prometheus) is null
            ? "--monitoring requires Docker, Podman or an installed Prometheus (apt install prometheus; brew install prometheus). Install one of them, or omit the option." : null;
}
