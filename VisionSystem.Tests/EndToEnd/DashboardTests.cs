using System.Net.Http.Json;
using System.Text.Json;

namespace VisionSystem.Tests.EndToEnd;

[Collection(nameof(OwnApp))]
public sealed class DashboardTests
{
    private static readonly string[] BothServices = [VisionApp.Logging, VisionApp.Inference];
    private static readonly TimeSpan Export = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task One_trace_joins_both_services_and_both_write_logs()
    {
        await using var dashboard = await DashboardProcess.StartAsync();
        await using var vision = await VisionApp.StartAsync($"ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={dashboard.OtlpUrl}");
        using var client = vision.Client(VisionApp.Inference);

        await client.DetectAsync(Photo.Numbered(30_001));

        await Until.TrueAsync("one trace of both services", async token =>
            Traces(await dashboard.Client.GetFromJsonAsync<JsonElement>("/api/telemetry/traces", token)).Any(BothServices.ToHashSet().IsSubsetOf), Export);
        await Until.TrueAsync("logs of both services", async token =>
            BothServices.ToHashSet().IsSubsetOf(Services(await dashboard.Client.GetFromJsonAsync<JsonElement>("/api/telemetry/logs", token), "resourceLogs")), Export);
    }

    /// <summary>For each trace the services that have a span in it.</summary>
    private static IEnumerable<HashSet<string>> Traces(JsonElement answer) =>
        from resource in Resources(answer, "resourceSpans")
        from scope in resource.GetProperty("scopeSpans").EnumerateArray()
        from span in scope.GetProperty("spans").EnumerateArray()
        group ServiceName(resource) by span.GetProperty("traceId").GetString() into trace
        select trace.ToHashSet();

    private static IEnumerable<string> Services(JsonElement answer, string kind) => Resources(answer, kind).Select(ServiceName);

    private static List<JsonElement> Resources(JsonElement answer, string kind) =>
        answer.GetProperty("data").TryGetProperty(kind, out var resources) ? [.. resources.EnumerateArray()] : [];

    private static string ServiceName(JsonElement resource) => resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
        .Where(attribute => attribute.GetProperty("key").GetString() == "service.name")
        .Select(attribute => attribute.GetProperty("value").GetProperty("stringValue").GetString()!)
        .FirstOrDefault("");
}
