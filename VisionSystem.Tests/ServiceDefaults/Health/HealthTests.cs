using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.ServiceDefaults.Health;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_reports_every_check_with_its_data()
    {
        var data = new Dictionary<string, object>
        {
            ["pending"] = 3,
            ["provider"] = "cpu",
            ["sizes"] = new[] { 320, 640 },
            ["ratio"] = double.NaN,
        };
        await using var service = await TestService.StartAsync(build: Checks(
            ("spool", [HealthTags.Ready], () => HealthCheckResult.Degraded("filling up", data: data)),
            ("other", [], () => HealthCheckResult.Healthy())));

        using var response = await service.GetAsync("/health");

        var health = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var spool = health.GetProperty("checks").GetProperty("spool");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        Assert.Equal(TestService.Name, health.GetProperty("service").GetString());
        Assert.Equal("1.0.0", health.GetProperty("version").GetString());
        Assert.True(health.GetProperty("uptime_seconds").GetDouble() > 0);
        Assert.Equal("filling up", spool.GetProperty("description").GetString());
        Assert.True(spool.GetProperty("duration_ms").GetDouble() >= 0);
        Assert.Equal("""{"pending":3,"provider":"cpu","sizes":[320,640],"ratio":"NaN"}""", spool.GetProperty("data").GetRawText());
        Assert.Equal("Healthy", health.GetProperty("checks").GetProperty("other").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_failing_ready_check_turns_ready_off_with_its_reason_and_leaves_alive_on()
    {
        await using var service = await TestService.StartAsync(build: Checks(
            ("model", [HealthTags.Ready], () => HealthCheckResult.Unhealthy("models/yolov8n.onnx is damaged")),
            ("loop", [HealthTags.Live], () => HealthCheckResult.Healthy())));

        using var ready = await service.GetAsync("/ready");
        using var alive = await service.GetAsync("/alive");
        using var health = await service.GetAsync("/health");

        var body = await ready.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("model: models/yolov8n.onnx is damaged", body.GetProperty("reason").GetString());
        Assert.Equal(["model"], body.GetProperty("checks").EnumerateObject().Select(check => check.Name));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }

    [Fact]
    public async Task A_failing_live_check_turns_alive_off()
    {
        await using var service = await TestService.StartAsync(build: Checks(
            ("loop", [HealthTags.Live], () => HealthCheckResult.Unhealthy("stuck"))));

        using var alive = await service.GetAsync("/alive");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, alive.StatusCode);
    }

    [Fact]
    public async Task A_check_that_throws_does_not_disclose_the_exception()
    {
        await using var service = await TestService.StartAsync(build: Checks(
            ("database", [], () => throw new InvalidOperationException("password hunter2"))));

        using var response = await service.GetAsync("/health");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_is_off_while_the_service_drains_and_the_others_stay_on()
    {
        await using var service = await TestService.StartAsync();
        service.App.Services.GetRequiredService<DrainState>().BeginDraining();

        using var ready = await service.GetAsync("/ready");
        using var alive = await service.GetAsync("/alive");
        using var health = await service.GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var body = await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("shutting down", body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (alive.StatusCode, health.StatusCode));
    }

    private static Action<WebApplicationBuilder> Checks(
        params (string Name, string[] Tags, Func<HealthCheckResult> Check)[] checks) => builder =>
    {
        foreach (var (name, tags, check) in checks)
        {
            builder.Services.AddHealthChecks().AddCheck(name, check, tags);
        }
    };
}
