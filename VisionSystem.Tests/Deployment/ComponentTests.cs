using VisionSystem.Cli.Docs;

namespace VisionSystem.Tests.Deployment;

/// <summary>Tests the figures of the deployment guide and the components that no overlay includes.</summary>
public sealed class ComponentTests
{
    /// <summary>The components of every deployment.</summary>
    private static readonly string[] Ground = ["identity", "configuration", "secrets", "storage", "probes-resources", "services", "models-download"];

    public static TheoryData<string> OfNoOverlay => ["workers", "external-data", "external-secrets", "tls"];

    [Theory]
    [MemberData(nameof(OfNoOverlay))]
    public async Task A_component_without_an_overlay_applies_to_the_others(string component)
    {
        var rendered = await KustomizeOutput.WithAsync("base", [.. Ground, "network-policies", "backup", component]);

        Assert.Empty(rendered.Objects.Where(item => item.Pod is not null).SelectMany(PodSecurity.Violations));
        Assert.Empty(Selectors.WithoutPods(rendered));
    }

    [Fact]
    public async Task External_data_services_replace_all_bundled_ones()
    {
        var rendered = await KustomizeOutput.WithAsync("base", [.. Ground, "network-policies", "external-data"]);

        Assert.DoesNotContain(rendered.Objects, item => item.Name is "postgres" or "redis" or "minio" or "secrets-init");
        Assert.Equal(["yolo-models"], rendered.Of("PersistentVolumeClaim").Select(claim => claim.Name));
        Assert.Equal("", rendered.Single("ConfigMap", "vision-config").Node.Text("data", "CV_S3_ENDPOINT_URL"));
    }

    [Fact]
    public async Task The_configuration_holds_every_operators_name_with_a_value_that_is_accepted()
    {
        var configuration = (await KustomizeOutput.OfAsync("overlays/production")).Single("ConfigMap", "vision-config").Node.At("data").Map();

        Assert.Equal(
            ServiceSettings.All.Where(setting => !setting.Values.IsSecret || configuration.ContainsKey(setting.Name.Name)).Select(setting => setting.Name.Name).Except(["CV_ROLE"]).Order(),
            configuration.Keys.Order());
        Assert.Empty(
            from setting in ServiceSettings.All
            where configuration.TryGetValue(setting.Name.Name, out var value) && value.Length > 0
            let error = setting.Values.Error(setting.Name.Name, configuration[setting.Name.Name])
            where error is not null
            select error);
    }

    [Fact]
    public async Task Every_secret_setting_comes_from_a_secret()
    {
        var rendered = await KustomizeOutput.OfAsync("overlays/production");
        var configuration = rendered.Single("ConfigMap", "vision-config").Node.At("data").Map();
        var referenced = rendered.Objects.SelectMany(item => item.Containers).SelectMany(container => container.At("env").Items())
            .Where(variable => variable.At("valueFrom", "secretKeyRef") is not null).Select(variable => variable.Text("name")).ToHashSet();

        // Addresses that may contain a password but rarely do are in the ConfigMap, without a value.
        Assert.Empty(ServiceSettings.All.Where(setting => setting.Values.IsSecret && !referenced.Contains(setting.Name.Name) && configuration.GetValueOrDefault(setting.Name.Name) != "").Select(setting => setting.Name.Name));
    }

    [Fact]
    public async Task The_claims_have_the_sizes_of_the_guide()
    {
        var rendered = await KustomizeOutput.OfAsync("overlays/dev");

        Assert.Equal(
            [("logging-data", "20Gi"), ("prediction-images", "50Gi"), ("yolo-models", "10Gi")],
            rendered.Of("PersistentVolumeClaim").Select(claim => (claim.Name, claim.Node.Text("spec", "resources", "requests", "storage")!)).Order());
        Assert.Contains(
            (await KustomizeOutput.OfAsync("overlays/production")).Single("PersistentVolumeClaim", "yolo-models").Node.At("spec", "accessModes").Items(),
            mode => mode.ToString() == "ReadOnlyMany");
    }

    [Fact]
    public async Task The_autoscalers_have_the_limits_of_the_guide()
    {
        var rendered = await KustomizeOutput.OfAsync("overlays/production-gpu");

        Assert.Equal(("2-4", "cpu 70, memory 80, cv_active_jobs 10, DCGM_FI_DEV_GPU_UTIL 75"), Limits(rendered.Single("HorizontalPodAutoscaler", "yolo-hpa")));
        Assert.Equal(("2-5", "cpu 75, memory 85"), Limits(rendered.Single("HorizontalPodAutoscaler", "logging-hpa")));
        Assert.All(rendered.Of("HorizontalPodAutoscaler"), scaler =>
        {
            Assert.Equal("300", scaler.Node.Text("spec", "behavior", "scaleDown", "stabilizationWindowSeconds"));
            Assert.Null(rendered.Single("Deployment", scaler.Node.Text("spec", "scaleTargetRef", "name")!).Node.At("spec", "replicas"));
        });
    }

    [Fact]
    public async Task A_GPU_node_needs_no_second_GPU_for_a_rollout()
    {
        var deployment = (await KustomizeOutput.OfAsync("overlays/production-gpu")).Single("Deployment", "yolo-inference");

        Assert.Equal("1", deployment.Containers.First().Text("resources", "limits", "nvidia.com/gpu"));
        Assert.Equal(("0", "1"), (deployment.Node.Text("spec", "strategy", "rollingUpdate", "maxSurge"), deployment.Node.Text("spec", "strategy", "rollingUpdate", "maxUnavailable")));
        Assert.EndsWith("-cuda13", deployment.Containers.First().Text("image"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_colours_differ_in_their_name_and_image_alone_and_one_switch_chooses()
    {
        var rendered = await KustomizeOutput.OfAsync("overlays/blue-green");

        string Spec(string colour) => rendered.Single("Deployment", "yolo-inference-" + colour).Node.At("spec")!.ToString().Replace(colour, "colour", StringComparison.Ordinal);
        Assert.Equal(Spec("blue"), Spec("green"));
        Assert.Equal("blue", rendered.Single("Service", "yolo-service").Node.Text("spec", "selector", "vision-system/colour"));
    }

    [Fact]
    public async Task The_services_of_the_guide_exist()
    {
        var rendered = await KustomizeOutput.OfAsync("overlays/production");

        Assert.Equal(("ClusterIP", "8000"), Face("yolo-service"));
        Assert.Equal(("ClusterIP", "8001"), Face("logging-service"));
        Assert.Equal("None", rendered.Single("Service", "yolo-headless").Node.Text("spec", "clusterIP"));

        (string?, string?) Face(string name)
        {
            var service = rendered.Single("Service", name).Node;
            return (service.Text("spec", "type"), service.At("spec", "ports").Items().First().Text("port"));
        }
    }

    private static (string Replicas, string Metrics) Limits(KubernetesObject scaler)
    {
        var metrics = scaler.Node.At("spec", "metrics").Items().Select(metric => metric.Text("type") == "Pods"
            ? $"{metric.Text("pods", "metric", "name")} {metric.Text("pods", "target", "averageValue")}"
            : $"{metric.Text("resource", "name")} {metric.Text("resource", "target", "averageUtilization")}");
        return ($"{scaler.Node.Text("spec", "minReplicas")}-{scaler.Node.Text("spec", "maxReplicas")}", string.Join(", ", metrics));
    }
}
