using System.Diagnostics;
using VisionSystem.AppHost.Publishing.Objects;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Deployment;

/// <summary>
/// Tests the Helm chart. It is written if the AppHost was built with KubernetesPublisher, whose package not every feed has;
/// otherwise the AppHost rejects the request in one sentence.
/// </summary>
public sealed class ChartTests
{
    private const string Refusal = "This build writes no Helm chart.";
    private const string Password = "of-this-test-alone";

    [Fact]
    public async Task A_build_without_the_publisher_says_how_to_get_a_chart()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await PublishAsync(folder);
        Assert.SkipWhen(folder.Files("Chart.yaml").Count > 0, "this build has the Kubernetes publisher");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(Refusal, output, StringComparison.Ordinal);
        Assert.Contains("-p:KubernetesPublisher=true", output, StringComparison.Ordinal);
        Assert.Empty(folder.Files("*.yaml"));
    }

    [Fact]
    public async Task The_chart_holds_what_the_overlays_hold_and_no_secret()
    {
        using var folder = new TemporaryFolder();
        var chart = await ChartAsync(folder);
        foreach (var (deployment, scaler, limits) in new[] { ("yolo-inference", "yolo-hpa", "2-4"), ("logging-service", "logging-hpa", "2-5") })
        {
            var workload = chart.Single("Deployment", deployment + "-deployment");
            var container = workload.Containers.Single();
            Assert.Equal(("/ready", "HTTP"), (container.Text("readinessProbe", "httpGet", "path"), container.Text("readinessProbe", "httpGet", "scheme")));
            Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("true", workload.Pod!.Text("securityContext", "runAsNonRoot"));
            var spec = chart.Single("HorizontalPodAutoscaler", scaler).Node.At("spec");
            Assert.Equal(("apps/v1", workload.Name), (spec.Text("scaleTargetRef", "apiVersion"), spec.Text("scaleTargetRef", "name")));
            Assert.Equal(limits, $"{spec.Text("minReplicas")}-{spec.Text("maxReplicas")}");
        }

        // Kubernetes does not allow dots in volume names.
        Assert.DoesNotContain(chart.Objects.Where(item => item.Pod is not null).SelectMany(item => item.Pod!.At("volumes").Items()), volume => volume.Text("name")!.Contains('.', StringComparison.Ordinal));
        Assert.DoesNotContain(folder.Files("*.yaml"), file => File.ReadAllText(file).Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_chart_has_the_objects_of_the_kustomize_tree()
    {
        using var folder = new TemporaryFolder();
        var chart = await ChartAsync(folder);
        var tree = await LayerTests.TreeAsync(Layers.All);
        await using var builder = await DriftTests.BuilderAsync();
        var names = new Dictionary<string, string> { ["postgres-postgres-data-pvc"] = "logging-data", ["minio-minio-data-pvc"] = "prediction-images" };
        foreach (var name in (await DriftTests.PublishedAsync(builder)).Select(resource => resource.Name))
        {
            (names[name + "-deployment"], names[name + "-statefulset"], names[name + "-service"]) = (name, name, name);
        }

        // Only kustomize has the namespace and the job that creates passwords; the chart has values instead.
        var expected = tree.Objects.Where(item => item.Kind is not ("Namespace" or "ConfigMap" or "Role" or "RoleBinding") && item.Name != "secrets-init");
        var actual = chart.Objects.Where(item => item.Kind is not ("ConfigMap" or "Secret" or "Ingress")).ToArray();
        Assert.Equal(
            expected.Select(item => item.ToString()).Order(StringComparer.Ordinal),
            actual.Select(item => $"{item.Kind}/{names.GetValueOrDefault(item.Name, item.Name)}").Order(StringComparer.Ordinal));
        foreach (var item in actual)
        {
            var (kustomize, helm) = (ComparableObject.Text(tree.Single(item.Kind, names.GetValueOrDefault(item.Name, item.Name))), ComparableObject.Text(item, names));
            Assert.True(kustomize == helm, $"{item}:\n{kustomize}\n{helm}");
        }

        var settings = tree.Single("ConfigMap", "vision-config").Node.At("data").Map();
        Assert.All(chart.Single("ConfigMap", "vision-config").Node.At("data").Map(), setting => Assert.Equal(settings[setting.Key], setting.Value));
    }

    /// <summary>The rendered chart; skips the test if the build has no publisher.</summary>
    private static async Task<KustomizeOutput> ChartAsync(TemporaryFolder folder)
    {
        var (exitCode, output) = await PublishAsync(folder);
        Assert.SkipWhen(output.Contains(Refusal, StringComparison.Ordinal), "this build has no Kubernetes publisher (KubernetesPublisher=true)");
        Assert.True(exitCode == 0, output);
        return new("", [.. folder.Files("*.yaml").Where(file => file.Contains("templates", StringComparison.Ordinal)).SelectMany(file => KubernetesObject.Parse(File.ReadAllText(file)))]);
    }

    private static async Task<(int ExitCode, string Output)> PublishAsync(TemporaryFolder folder)
    {
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", [typeof(Projects.VisionSystem_AppHost).Assembly.Location, "--operation", "publish", "--step", "publish", "--output-path", folder.Path]);

        // Aspire stores the parameters of the last deployment in the home folder.
        start.Environment["HOME"] = home.Path;
        foreach (var parameter in new[] { "postgres", "redis", "minio" })
        {
            start.Environment[$"Parameters__{parameter}_password"] = Password;
        }

        var (exitCode, output) = await TestTools.RunWithInputAsync(start, "");
        return (exitCode, output.ToString());
    }
}
