using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Without a credential, a closed service reports details to direct connections, and its state alone through a proxy.</summary>
public sealed class OperationalAccessTests(ClosedService service) : IClassFixture<ClosedService>
{
    [Fact]
    public async Task Through_a_proxy_health_states_no_details_and_metrics_are_refused()
    {
        foreach (var (header, client) in new[] { ("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7"), ("X-Real-IP", "203.0.113.7"), ("Via", "1.1 proxy"), ("Host", "evil.example") })
        {
            using var health = await GetAsync("/health", credential: null, (header, client));
            var report = await health.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.True(report.TryGetProperty("status", out _));
            Assert.False(report.TryGetProperty("checks", out _));
            using var metrics = await GetAsync("/metrics", credential: null, (header, client));
            Assert.Equal(HttpStatusCode.Forbidden, metrics.StatusCode);
        }
    }

    [Fact]
    public async Task A_direct_connection_or_a_key_with_read_sees_them()
    {
        var reader = await service.CreateKeyAsync("default", [Scope.Read]);
        var detector = await service.CreateKeyAsync("default", [Scope.Detect]);
        (string, string) forwarded = ("X-Forwarded-For", "203.0.113.7");

        using var direct = await GetAsync("/health", credential: null);
        var report = await direct.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(report.GetProperty("checks").GetProperty("authentication").GetProperty("data").GetProperty("required").GetBoolean());
        foreach (var (credential, status) in new[] { (reader.Key, HttpStatusCode.OK), (detector.Key, HttpStatusCode.Forbidden) })
        {
            using var metrics = await GetAsync("/metrics", credential, forwarded);
            Assert.Equal(status, metrics.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? credential, params (string Name, string Value)[] headers)
    {
        using var client = service.Client(credential);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
