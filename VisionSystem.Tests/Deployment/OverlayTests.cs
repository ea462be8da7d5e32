using System.Text.RegularExpressions;
using VisionSystem.Cli.Docs;

namespace VisionSystem.Tests.Deployment;

/// <summary>Rules for every rendered overlay.</summary>
public sealed partial class OverlayTests
{
    /// <summary>Kinds without a namespace.</summary>
    private static readonly string[] ClusterWide = ["Namespace"];

    public static TheoryData<string> Folders => ["base", .. Repository.Overlays];

    public static TheoryData<string> Overlays => [.. Repository.Overlays];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Renders_into_the_namespace_and_nowhere_else(string folder)
    {
        var rendered = await KustomizeOutput.OfAsync(folder);

        Assert.Equal("vision-system", Assert.Single(rendered.Of("Namespace")).Name);
        Assert.All(rendered.Objects.Where(item => !ClusterWide.Contains(item.Kind)), item => Assert.Equal("vision-system", item.Namespace));
        Assert.Equal(rendered.Objects.Count, rendered.Objects.Select(item => item.ToString()).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Leaves_no_placeholder_of_the_app_model(string folder) =>
        Assert.Empty(Placeholder().Matches((await KustomizeOutput.OfAsync(folder)).Text).Select(match => match.Value));

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Holds_no_password_anywhere(string folder)
    {
        var rendered = await KustomizeOutput.OfAsync(folder);

        Assert.All(rendered.Of("Secret"), secret => Assert.True(secret.Node.At("data") is null && secret.Node.At("stringData") is null, $"{secret} holds values"));
        Assert.Empty(
            from item in rendered.Objects
            from variable in Variables(item)
            where variable.Value.Length > 0 && (IsSecret(variable.Key) || Credentials().IsMatch(variable.Value))
            select $"{item}: {variable.Key}");
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Has_the_namespace_enforce_restricted_pods_and_every_pod_comply(string folder)
    {
        var rendered = await KustomizeOutput.OfAsync(folder);

        Assert.Equal("restricted", rendered.Single("Namespace", "vision-system").Node.Text("metadata", "labels", "pod-security.kubernetes.io/enforce"));
        Assert.Empty(rendered.Objects.Where(item => item.Pod is not null).SelectMany(PodSecurity.Violations));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Mounts_a_cluster_token_only_into_the_job_that_needs_it(string folder) => Assert.Equal(
        ["Job/secrets-init"],
        (await KustomizeOutput.OfAsync(folder)).Objects.Where(item => item.Pod is { } pod && pod.Text("automountServiceAccountToken") != "false").Select(item => item.ToString()));

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Bounds_every_container(string folder) => Assert.All((await KustomizeOutput.OfAsync(folder)).Objects, item => Assert.All(item.Containers, container =>
    {
        foreach (var (kind, resource) in from kind in new[] { "requests", "limits" } from resource in new[] { "cpu", "memory" } select (kind, resource))
        {
            Assert.False(string.IsNullOrEmpty(container.Text("resources", kind, resource)), $"{item}: {container.Text("name")} has no {kind} of {resource}");
        }
    }));

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Probes_everything_that_serves(string folder)
    {
        foreach (var item in (await KustomizeOutput.OfAsync(folder)).Objects.Where(item => item.Kind is "Deployment" or "StatefulSet"))
        {
            var container = item.Containers.First();
            Assert.NotNull(container.At("livenessProbe"));
            Assert.NotNull(container.At("readinessProbe"));
            Assert.All(container.Holding("httpGet"), probe => Assert.Equal("HTTP", probe.Text("httpGet", "scheme")));
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Variables(KubernetesObject item) => item.Kind == "ConfigMap"
        ? item.Node.At("data").Map()
        : item.Containers.SelectMany(container => container.At("env").Items())
            .Select(variable => KeyValuePair.Create(variable.Text("name") ?? "", variable.Text("value") ?? ""));

    private static bool IsSecret(string name) =>
        SecretName().IsMatch(name) || ServiceSettings.All.Any(setting => setting.Name.Names.Contains(name) && setting.Values.IsSecret);

    // {redis-password-uri-encoded.value}: aspirate writes this for an expression that it does not know.
    [GeneratedRegex(@"\{[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|PRIVATE", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    /// <summary>Matches a URL with a password, a connection string with one, or an AWS access key.</summary>
    [GeneratedRegex(@"://[^/\s@$]*:[^/\s@$]+@|password=[^;$\s]|AKIA[0-9A-Z]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();
}
