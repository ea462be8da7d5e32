using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.Deployment;

/// <summary>The component <c>tls</c> turns every connection to the services into HTTPS.</summary>
public sealed class TlsComponentTests
{
    private static readonly string[] Components = ["identity", "configuration", "secrets", "storage", "probes-resources", "services", "network-policies", "ingress", "workers", "tls"];

    [Fact]
    public async Task Every_workload_mounts_the_certificate_and_is_probed_over_HTTPS()
    {
        var rendered = await KustomizeOutput.WithAsync("base", Components);

        foreach (var name in new[] { "yolo-inference", "logging-service", "yolo-worker" })
        {
            var deployment = rendered.Single("Deployment", name);
            var container = Assert.Single(deployment.Containers);
            Assert.All(new[] { "startupProbe", "readinessProbe", "livenessProbe" }, probe => Assert.Equal(("HTTPS", "http"), (container.Text(probe, "httpGet", "scheme"), container.Text(probe, "httpGet", "port"))));
            var values = container.At("env").Items().Where(variable => variable.Text("value") is not null).ToDictionary(variable => variable.Text("name")!, variable => variable.Text("value")!);
            Assert.Equal(("/tls/tls.crt", "/tls/tls.key", "/tls/ca.crt"), (values["CV_TLS_CERT_PATH"], values["CV_TLS_KEY_PATH"], values["CV_TLS_CA_PATH"]));
            Assert.All(values.Keys, variable => Assert.Contains(OperatorNames.All, known => known.Name == variable));
            Assert.Equal("/tls", Assert.Single(container.At("volumeMounts").Items(), mount => mount.Text("name") == "tls").Text("mountPath"));
            Assert.Equal("vision-tls", Assert.Single(deployment.Pod!.At("volumes").Items(), volume => volume.Text("name") == "tls").Text("secret", "secretName"));
        }
    }

    [Fact]
    public async Task Services_and_the_ingress_connect_over_HTTPS_alone()
    {
        var rendered = await KustomizeOutput.WithAsync("base", Components);

        foreach (var name in new[] { "yolo-inference", "yolo-service", "yolo-headless", "logging-service", "logging-headless" })
        {
            Assert.All(rendered.Single("Service", name).Node.At("spec", "ports").Items(), port => Assert.Equal(port.Text("name") == "metrics" ? null : "https", port.Text("appProtocol")));
        }

        Assert.Equal("HTTPS", rendered.Single("Ingress", "vision-system").Node.Text("metadata", "annotations", "nginx.ingress.kubernetes.io/backend-protocol"));
        var inference = rendered.Single("Deployment", "yolo-inference").Containers.Single().At("env").Items();
        Assert.Equal("https://logging-service:8001", Assert.Single(inference, variable => variable.Text("name") == "CV_LOGGING_URL").Text("value"));
    }
}
