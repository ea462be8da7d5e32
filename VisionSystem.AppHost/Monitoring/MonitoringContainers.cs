namespace VisionSystem.AppHost.Monitoring;

/// <summary>
/// What <c>--monitoring</c> adds to a run: Prometheus with the rules, Grafana with the dashboards, Jaeger for traces. Published,
/// none of it is: a cluster has its own (aspirate-output/components/monitoring).
/// </summary>
internal static class MonitoringContainers
{
    private const int PrometheusPort = 9090;
    private const int GrafanaPort = 3000;
    private const int JaegerPort = 16686;
    private const int OtlpPort = 4318;

    public static void AddMonitoring(
        this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> inference, IResourceBuilder<ProjectResource> logging)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var files = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "deploy", "monitoring"));

        // Only the orchestrator knows where a container reaches the services, so it fills in the configuration.
        var prometheus = builder.AddContainer("prometheus", "docker.io/prom/prometheus", "v3.5.0")
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
}
