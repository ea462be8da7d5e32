using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Aspire;

/// <summary>Verifies with a real Prometheus that <c>--monitoring</c> scrapes both services.</summary>
public sealed class MonitoringFlagTests
{
    [Fact]
    public async Task Prometheus_scrapes_both_services_with_the_rules_loaded()
    {
        Assert.SkipWhen(TestTools.Program("prometheus") is null, "prometheus is not installed (Debian: apt install prometheus)");
        LocalServersTests.RequireServers();
        using var folder = new TemporaryFolder();
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(
            ["--monitoring", "--topology", "local", "--data", folder.Path], TestContext.Current.CancellationToken);
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await application.StartAsync(TestContext.Current.CancellationToken);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("prometheus", TestContext.Current.CancellationToken);
        using var prometheus = application.CreateHttpClient("prometheus", "http");

        await Until.TrueAsync(
            "Prometheus has scraped both services",
            async token =>
            {
                var answer = await prometheus.GetFromJsonAsync<JsonElement>("/api/v1/query?query=up", token);
                return answer.GetProperty("data").GetProperty("result").EnumerateArray().Count(series => series.GetProperty("value")[1].GetString() == "1") == 2;
            },
            TimeSpan.FromMinutes(2));
        var rules = await prometheus.GetStringAsync(new Uri("/api/v1/rules", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("VisionServiceDown", rules, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_flag_nothing_is_added()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(["--topology", "embedded"], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource or ExecutableResource { Name: "prometheus" });
    }
}
