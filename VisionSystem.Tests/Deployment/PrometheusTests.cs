using VisionSystem.Cli.Docs;
using VisionSystem.Tests.Servers;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>Checks the rules and configurations of the monitoring with Prometheus' own tool.</summary>
public sealed class PrometheusTests
{
    public static TheoryData<string> RuleTests => [.. Files("tests", "*.test.yaml").Select(file => Path.GetFileName(file))];

    public static TheoryData<string> Configurations => [.. Files("", "prometheus*.yml").Select(file => Path.GetFileName(file))];

    [Fact]
    public async Task The_rules_are_valid() => await PromtoolAsync(["check", "rules", .. Files("rules", "*.yaml")]);

    [Theory]
    [MemberData(nameof(RuleTests))]
    public async Task Alerts_fire_and_are_silent_as_they_should(string file) => await PromtoolAsync("test", "rules", Path.Combine(Repository.Monitoring, "tests", file));

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task The_configurations_are_accepted(string file) => await PromtoolAsync("check", "config", Path.Combine(Repository.Monitoring, file));

    [Fact]
    public void Every_alert_has_a_firing_and_a_silent_case()
    {
        var cases = Files("tests", "*.test.yaml").SelectMany(file => YamlNodeExtensions.Load(file).At("tests").Items())
            .SelectMany(test => test.At("alert_rule_test").Items())
            .Select(test => (Alert: test.Text("alertname")!, Fires: test.At("exp_alerts").Items().Any())).ToArray();

        Assert.All(Alerts(), alert =>
        {
            Assert.Contains((alert.Text("alert")!, true), cases);
            Assert.Contains((alert.Text("alert")!, false), cases);
        });
    }

    [Fact]
    public void Every_alert_links_to_a_chapter_of_the_guide()
    {
        var anchors = File.ReadLines(Path.Combine(Repository.Root, "docs", "deployment.md")).Where(line => line.StartsWith('#'))
            .Select(line => "docs/deployment.md#" + line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-')).ToHashSet();

        Assert.All(Alerts(), alert => Assert.Contains(alert.Text("annotations", "runbook")!, anchors));
    }

    /// <summary>The operator's resource holds the same groups under <c>spec</c>; <c>./vision docs</c> writes it.</summary>
    [Fact]
    public void The_component_holds_the_same_rules()
    {
        Assert.Equal(PrometheusRules.Render(Repository.Root), File.ReadAllText(Path.Combine(Repository.Root, PrometheusRules.File)));
    }

    /// <summary>Every pipeline of the collector consists of configured parts.</summary>
    [Fact]
    public void The_collector_names_only_configured_parts()
    {
        var collector = YamlNodeExtensions.Load(Path.Combine(Repository.Monitoring, "otel-collector.yaml"));
        var pipelines = Assert.IsType<YamlMappingNode>(collector.At("service", "pipelines"));
        Assert.Equal(["traces", "metrics", "logs"], pipelines.Children.Keys.Select(key => key.ToString()));
        foreach (var (pipeline, part) in from pipeline in pipelines.Children.Values from part in new[] { "receivers", "processors", "exporters" } select (pipeline, part))
        {
            Assert.All(pipeline.At(part).Items(), name => Assert.NotNull(collector.At(part, name.ToString())));
        }
    }

    private static IEnumerable<YamlNode> Alerts() =>
        Files("rules", "*.yaml").SelectMany(file => YamlNodeExtensions.Load(file).Holding("alert"));

    private static string[] Files(string folder, string pattern) => [.. Directory.GetFiles(Path.Combine(Repository.Monitoring, folder), pattern).Order(StringComparer.Ordinal)];

    private static async Task PromtoolAsync(params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await TestTools.RunAsync("promtool", "Debian: apt install prometheus", arguments);
        Assert.True(exitCode == 0, output.ToString());
    }
}
