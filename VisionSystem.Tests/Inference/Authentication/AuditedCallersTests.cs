using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>The audit log over both services: callers, client addresses, model control and failed logins.</summary>
public sealed class AuditedCallersTests
{
    private static readonly (string, string)[] Settings = [("CV_MODEL_CONTROL", "true"), ("Vision:Audit:FailureInterval", "00:00:00.5")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_names_the_key_and_the_client_behind_a_trusted_proxy()
    {
        await using var service = ClosedService.Start(Settings);
        using var client = Client(service, ClosedService.Administrator);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        // Without effect: only services pass an address on.
        client.DefaultRequestHeaders.Add(ClientAddress.Header, "198.51.100.1");
        using var created = await client.PostAsJsonAsync("/v1/keys", new ApiKeyRequest { Name = "robot", Tenant = "dock", Scopes = [Scope.Read] }, WireJson.Default.ApiKeyRequest, Token);
        var key = (await created.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!;
        using var unloaded = await client.PostAsync("/v1/models/demo/unload", null, Token);

        // The caller lacks the scopes, so no handler sees these.
        using var robot = Client(service, key.Key);
        using var refused = await robot.DeleteAsync("/v1/predictions?all=true", Token);
        using var load = await robot.PostAsync("/v1/models/demo/load", null, Token);

        await Until.TrueAsync("the events of inference-service arrive", async _ => (await AuditAsync(client, "?action=model.load&tenant=dock")).Items.Count == 1);
        Assert.Equal(
            [("model.load", 403, key.Id, "dock"), ("prediction.delete", 403, key.Id, "dock"), ("key.create", 201, "administrator", "default")],
            (await AuditAsync(client, "?tenant=dock")).Items.OrderByDescending(audited => audited.Status).ThenBy(audited => audited.Action).Select(audited => (audited.Action, audited.Status, audited.Subject, audited.SubjectTenant!)));
        Assert.Equal("203.0.113.7", Assert.Single((await AuditAsync(client, "?tenant=dock&action=key.create")).Items).Address);
        var control = Assert.Single((await AuditAsync(client, "?action=model.unload")).Items);
        Assert.Equal(("administrator", "demo", "203.0.113.7", "yolo-inference", (int)unloaded.StatusCode), (control.Subject, control.Target, control.Address, control.Service, control.Status));

        // A key without the scope admin reads no log, not even that of its tenant.
        using var forbidden = await robot.GetAsync("/v1/audit", Token);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task Failed_logins_are_counted_in_few_events_and_no_line_each()
    {
        await using var service = ClosedService.Start(Settings);
        using var client = Client(service, ClosedService.Administrator);
        using var wrong = Client(service, ApiKey.Create().Text);
        using var mistyped = Client(service, "nonsense");
        const int Each = 200;
        await Task.WhenAll(Enumerable.Range(0, Each).Select(async _ =>
        {
            using var first = await wrong.GetAsync("/v1/predictions", Token);
            using var second = await mistyped.DeleteAsync("/v1/predictions?all=true", Token);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode));
        }));

        await Until.TrueAsync("all are counted", async _ => (await AuditAsync(client, "?action=auth.failure")).Items.Sum(audited => audited.Count) == 2 * Each);
        var failures = (await AuditAsync(client, "?action=auth.failure")).Items;
        Assert.Equal([Each, Each], failures.GroupBy(audited => audited.Detail).OrderBy(group => group.Key).Select(group => (int)group.Sum(audited => audited.Count)));
        Assert.Equal(["format", "unknown"], failures.Select(audited => audited.Detail).Distinct().Order());
        Assert.True(failures.Count < Each / 4, $"{failures.Count} events");
        Assert.All(failures, audited => Assert.Equal((TenantName.Default, Caller.Anonymous, 401, "yolo-inference"), (audited.Tenant, audited.Subject, audited.Status, audited.Service)));
        Assert.Empty((await AuditAsync(client, "?action=prediction.delete")).Items);
        Assert.Contains($"cv_auth_rejections_total{{reason=\"unknown\"}} {Each}", await client.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_an_outage_of_logging_service_arrive_afterwards()
    {
        await using var logging = new LoggingApplication(null, ("CV_AUTH", "on"), ("CV_SERVICE_KEY", ClosedService.ServiceKey));
        await using var proxy = new TcpProxy(logging.CreateClient().BaseAddress!.Port);
        await using var service = ClosedService.Start([.. Settings, ("Vision:Logging:Url", $"http://127.0.0.1:{proxy.Port}")]);
        using var client = Client(service, ClosedService.Administrator);
        Assert.Empty((await AuditAsync(client)).Items);

        proxy.Refuses = true;
        proxy.Cut();
        using var loaded = await client.PostAsync("/v1/models/nothing/load", null, Token);
        Assert.Equal(HttpStatusCode.NotFound, loaded.StatusCode);
        await Until.TrueAsync("reads fail", async _ =>
        {
            using var read = await client.GetAsync("/v1/predictions", Token);
            return read.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
        proxy.Refuses = false;

        await Until.TrueAsync("the event arrives", async _ =>
        {
            using var read = await client.GetAsync("/v1/audit?action=model.load", Token);
            return read.IsSuccessStatusCode && (await read.Content.ReadFromJsonAsync(WireJson.Default.AuditPage, Token))!.Items is [{ Target: "nothing", Status: 404 }];
        });
    }

    private static HttpClient Client(InferenceApplication service, string credential)
    {
        var client = service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    private static async Task<AuditPage> AuditAsync(HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync("/v1/audit" + query, WireJson.Default.AuditPage, Token))!;
}
