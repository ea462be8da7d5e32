using VisionSystem.AppHost.Servers;
using VisionSystem.AppHost.Startup;

namespace VisionSystem.AppHost.Monitoring;

/// <summary>
/// What <c>--monitoring</c> adds to a run: Prometheus with the rules, Grafana with the dashboards, Jaeger for traces, in
/// containers; without a container runtime Prometheus alone, from the installed program. Published, none of it is: a cluster
/// has its own (aspirate-output/components/monitoring).
/// </summary>
internal static class MonitoringExtensions
{
    private const string Prometheus = "prometheus";
    private const int PrometheusPort = 9090;
    private const int GrafanaPort = 3000;
    private const int JaegerPort = 16686;
    private const int OtlpPort = 4318;

    public static void AddMonitoring(
        this IDistributedApplicationBuilder builder, AppHostOptions options, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var files = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "deploy", "monitoring"));
        if (UsesContainers(builder, options))
        {
            AddContainers(builder, files, inference, logging);
        }
        else
        {
            AddPrograms(builder, options, files, inference, logging);
        }
    }

    private static bool UsesContainers(IDistributedApplicationBuilder builder, AppHostOptions options) => options.Topology.Topology switch
    {
        Topology.Containers => true,
        Topology.Local => false,
        Topology.Embedded when options.Topology.IsDefault => false,
        _ => ContainerRuntime.Find(builder.Configuration["ASPIRE_CONTAINER_RUNTIME"]).Program is not null,
    };

    private static void AddContainers(
        IDistributedApplicationBuilder builder, string files, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        // Only the orchestrator knows where a container reaches the services, so it fills in the configuration.
        var prometheus = builder.AddContainer(Prometheus, "docker.io/prom/prometheus", "v3.5.0")
            .WithBindMount(files, "/etc/vision", isReadOnly: true)
            .WithEnvironment("INFERENCE", inference.GetEndpoint("http"))
            .WithEnvironment("LOGGING", logging.GetEndpoint("http"))
            .WithEntrypoint("/bin/sh")
            .WithArgs("-c", "sed -e \"s|localhost:8000|${INFERENCE#http://}|\" -e \"s|localhost:8001|${LOGGING#http://}|\" -e 's|rules/|/etc/vision/rules/|' /etc/vision/prometheus.local.yml > /tmp/prometheus.yml && exec prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/prometheus")
            .WithVolume("vision-prometheus", "/prometheus")
            .WithHttpEndpoint(port: PrometheusPort, targetPort: PrometheusPort, name: "http")
            .WithHttpHealthCheck("/-/ready");
        var jaeger = builder.AddContainer("jaeger", "docker.io/jaegertracing/jaeger", "2.9.0")
            .WithHttpEndpoint(port: JaegerPort, targetPort: JaegerPort, name: "http")
            .WithHttpEndpoint(port: OtlpPort, targetPort: OtlpPort, name: "otlp");
        builder.AddContainer("grafana", "docker.io/grafana/grafana", "12.1.0")
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
        Console.WriteLine("Monitoring: Prometheus alone, from the installed program; Grafana and Jaeger need containers.");

        static string Authority(IResourceBuilder<ProjectResource> service) => new Uri(service.GetEndpoint("http").Url).Authority;
    }

    /// <summary>What has to be installed for <c>--monitoring</c>; null if nothing has.</summary>
    public static string? MissingProgram(DistributedApplicationModel model) =>
        model.Resources.Any(resource => resource is ExecutableResource { Name: Prometheus }) && InstalledPrograms.Find(Prometheus) is null
            ? "--monitoring needs Docker, Podman or an installed Prometheus (apt install prometheus; brew install prometheus): install one, or leave the option out." : null;
}
