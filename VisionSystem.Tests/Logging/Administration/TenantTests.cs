using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Administration;

public sealed class SqliteTenantTests() : TenantTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresTenantTests(PostgresServer server) : TenantTests(server);

/// <summary><c>/v1/tenants</c> over both databases.</summary>
public abstract class TenantTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[] Image = Samples.Image(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_created_tenants_and_those_of_a_first_prediction_or_key()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        Assert.Equal(["default"], await client.TenantsAsync());

        using var created = await client.CreateTenantAsync("dock", new CallerLimitValues { RequestsPerSecond = 5 });
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "gate")], Image));
        await CreateKeyAsync(client, "office");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(["dock", "gate"], (await service.Services.GetRequiredService<IPredictionStore>().ListTenantsAsync(Token)).Order());
        Assert.Equal(["default", "dock", "gate", "office"], await client.TenantsAsync());
        var dock = await client.TenantAsync("dock");
        Assert.Equal((TenantState.Active, 5, false), (dock.State, dock.Limits!.RequestsPerSecond, dock.IsFull));
        Assert.NotNull(dock.CreatedAt);
        Assert.Null((await client.TenantAsync("gate")).CreatedAt);

        using var again = await client.CreateTenantAsync("dock");
        using var implied = await client.CreateTenantAsync("gate");
        using var invalid = await client.CreateTenantAsync("Template", new CallerLimitValues { BytesKept = -1 });
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (again.StatusCode, implied.StatusCode));
        Assert.Equal(["name", "limits.bytes_kept"], (await invalid.ProblemAsync()).ErrorFields());
    }

    [Theory]
    [InlineData("GET", "/v1/tenants/nobody")]
    [InlineData("GET", "/v1/tenants/NOT-A-NAME")]
    [InlineData("POST", "/v1/tenants/nobody/suspend")]
    [InlineData("POST", "/v1/tenants/nobody/resume")]
    [InlineData("DELETE", "/v1/tenants/nobody")]
    [InlineData("DELETE", "/v1/tenants/nobody?dry_run=true")]
    public async Task An_unknown_tenant_is_not_found(string method, string path)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync(new HttpMethod(method), path));
        Assert.Equal(["default"], await client.TenantsAsync());
    }

    [Fact]
    public async Task Shows_the_data_that_a_tenant_owns()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var now = TimeProvider.System.GetUtcNow();
        var other = Samples.Image(2, 500);
        await client.DeliverAsync(Delivery.Of(
            [Samples.Of(Image, "dock"), Samples.Of(Image, "dock"), Samples.Of(other, "dock", now), Samples.Of(other, "gate", now)], Image, other));
        await CreateKeyAsync(client, "dock");

        var usage = (await client.TenantAsync("dock")).Usage;

        Assert.Equal(new TenantUsage(3, 2, 1500, 1, 1, Samples.Noon, usage.Newest), usage);
        Assert.InRange(usage.Newest!.Value, now.AddSeconds(-1), now);
        Assert.Equal(new TenantUsage(0, 0, 0, 0, 0, null, null), (await client.TenantAsync("default")).Usage);
    }

    [Fact]
    public async Task Hands_limits_of_tenants_and_keys_and_full_tenants_to_the_services()
    {
        await using var service = await StartAsync(TenantClient.Fast);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock"), Samples.Of(Image, "gate")], Image));
        var key = await CreateKeyAsync(client, "dock", new CallerLimitValues { ConcurrentImages = 2 });
        Assert.Empty((await client.SnapshotAsync()).Tenants);

        using var set = await client.SetLimitsAsync("dock", new CallerLimitValues { BytesKept = Image.Length, ImagesPerDay = 7 });
        using var roomy = await client.SetLimitsAsync("gate", new CallerLimitValues { BytesKept = Image.Length + 1 });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (set.StatusCode, roomy.StatusCode));
        await Until.TrueAsync("the tenant is full", async _ => (await client.SnapshotAsync()).Tenants.Any(tenant => tenant is { Name: "dock", IsFull: true }));
        var snapshot = await client.SnapshotAsync();
        Assert.Equal(["dock", "gate"], snapshot.Tenants.Select(tenant => tenant.Name));
        Assert.Equal(7, snapshot.Tenants[0].Limits!.ImagesPerDay);
        Assert.False(snapshot.Tenants[1].IsFull);
        Assert.Equal(2, Assert.Single(snapshot.Keys).Limits!.ConcurrentImages);

        // Recorded predictions are stored although the tenant is full, and the list does not change with every image.
        var etag = await ETagAsync(client);
        var more = Samples.Image(3);
        Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(Delivery.Of([Samples.Of(more, "dock")], more)));
        await Until.TrueAsync("the bytes are counted", async _ => (await client.TenantAsync("dock")).Usage.BytesKept == 2000);
        Assert.Equal(etag, await ETagAsync(client));

        using var rotated = await client.PostAsync($"/v1/keys/{key.Id}/rotate", null, Token);
        Assert.Equal(2, (await rotated.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!.Limits!.ConcurrentImages);
        using var none = await client.SetLimitsAsync("dock", new CallerLimitValues());
        Assert.Equal(["gate"], (await client.SnapshotAsync()).Tenants.Select(tenant => tenant.Name));
    }

    [Fact]
    public async Task A_suspended_tenant_is_refused_on_every_route_and_its_deliveries_are_stored()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var dock = service.ClientOf("dock");
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock")], Image));

        using var stream = await dock.GetAsync("/v1/predictions/stream", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(HttpMethod.Post, "/v1/tenants/dock/suspend"));

        // A stream that was open ends.
        Assert.DoesNotContain("event: prediction", await stream.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        foreach (var path in new[] { "/v1/predictions", $"/v1/images/{Samples.Sha256Of(Image)}", "/v1/stats", "/v1/keys", "/v1/tenants", "/v1/review/queue", "/v1/predictions/stream" })
        {
            using var refused = await dock.GetAsync(path, Token);
            Assert.Equal((HttpStatusCode.Forbidden, "tenant-suspended"), (refused.StatusCode, (await refused.ProblemAsync()).Slug()));
        }

        Assert.Equal(new BatchReceipt(1, 0), await dock.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock")], Image)));
        Assert.Equal(HttpStatusCode.OK, await dock.StatusAsync(HttpMethod.Get, "/ready"));
        Assert.True(Assert.Single((await client.SnapshotAsync()).Tenants).IsSuspended);
        Assert.Equal(HttpStatusCode.Conflict, await client.StatusAsync(HttpMethod.Post, "/v1/tenants/default/suspend"));

        Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(HttpMethod.Post, "/v1/tenants/dock/resume"));
        Assert.Equal(2, (await dock.PageAsync()).Items.Count);
    }

    private static async Task<CreatedApiKey> CreateKeyAsync(HttpClient client, string tenant, CallerLimitValues? limits = null)
    {
        var request = new ApiKeyRequest { Name = "test", Tenant = tenant, Scopes = [Scope.Read], Limits = limits };
        using var response = await client.PostAsJsonAsync("/v1/keys", request, WireJson.Default.ApiKeyRequest, Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!;
    }

    private static async Task<string> ETagAsync(HttpClient client)
    {
        using var response = await client.GetAsync(ApiKeySnapshot.Path, Token);
        return response.Headers.ETag!.Tag;
    }
}
