using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Inference.Authentication;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Logging.Administration;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Logging.Administration;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Tenants as callers of the public API meet them: suspension, limits, and nothing shared between two tenants.</summary>
public sealed class TenantAccessTests(TenantAccessTests.Service service) : IClassFixture<TenantAccessTests.Service>
{
    private const string Secret = "a-secret-of-more-than-thirty-two-bytes";

    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspended_tenant_is_refused_with_a_key_a_token_and_the_administrators_key()
    {
        var key = await service.CreateKeyAsync("yard", [Scope.Detect, Scope.Read]);
        using var ofKey = service.Client(key.Key);
        using var ofToken = service.Client(Tokens.Create(Secret, tenant: "yard", scopes: "detect read"));
        using var administrator = service.Client(ClosedService.Administrator);
        Assert.Equal(HttpStatusCode.OK, await administrator.StatusAsync(HttpMethod.Post, "/v1/tenants/yard/suspend"));

        foreach (var client in new[] { ofKey, ofToken })
        {
            await Until.AnswersAsync(client, "/v1/predictions", HttpStatusCode.Forbidden);
            foreach (var path in new[] { "/v1/models", "/v1/predictions", "/v1/stats", "/v1/predictions/stream" })
            {
                using var refused = await client.GetAsync(path, Token);
                Assert.Equal((HttpStatusCode.Forbidden, "tenant-suspended"), (refused.StatusCode, (await refused.ProblemAsync()).Slug()));
            }

            using var detected = await client.SendAsync(Sample);
            Assert.Equal("tenant-suspended", (await detected.ProblemAsync()).Slug());
            Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(HttpMethod.Get, "/alive"));
        }

        Assert.Equal(HttpStatusCode.OK, await administrator.StatusAsync(HttpMethod.Post, "/v1/tenants/yard/resume"));
        await Until.AnswersAsync(ofKey, "/v1/predictions", HttpStatusCode.OK);

        // Only the command line suspends the administrator's own tenant.
        Assert.Equal(HttpStatusCode.Conflict, await administrator.StatusAsync(HttpMethod.Post, "/v1/tenants/default/suspend"));
        var tenants = service.Inference.Logging.Services.GetRequiredService<TenantAdministration>();
        await tenants.SetSuspendedAsync(TenantName.Default, isSuspended: true, Token);
        await Until.AnswersAsync(administrator, "/v1/models", HttpStatusCode.Forbidden);
        await tenants.SetSuspendedAsync(TenantName.Default, isSuspended: false, Token);
        await Until.AnswersAsync(administrator, "/v1/models", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tenants_are_managed_by_administrators_alone()
    {
        var key = await service.CreateKeyAsync("dock", [.. Scope.All.Where(scope => scope != Scope.Admin)]);
        using var client = service.Client(key.Key);

        foreach (var (method, path) in new[]
        {
            ("GET", "/v1/tenants"), ("POST", "/v1/tenants"), ("GET", "/v1/tenants/dock"), ("PUT", "/v1/tenants/dock/limits"),
            ("POST", "/v1/tenants/dock/suspend"), ("POST", "/v1/tenants/dock/resume"), ("DELETE", "/v1/tenants/dock"), ("DELETE", "/v1/tenants/nobody"),
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await client.StatusAsync(new HttpMethod(method), path));
        }
    }

    [Fact]
    public async Task A_deleted_tenant_loses_its_key_and_what_was_cached_for_it()
    {
        var key = await service.CreateKeyAsync("pier", [Scope.Detect]);
        using var before = service.Client(key.Key);
        using var administrator = service.Client(ClosedService.Administrator);
        var (first, _, _) = await DetectAsync(before, "pier");

        await administrator.DeleteTenantAsync("pier", HttpStatusCode.Accepted);
        await administrator.IsDeletedAsync("pier");
        await Until.AnswersAsync(before, "/v1/models", HttpStatusCode.Unauthorized);
        using var created = await administrator.CreateTenantAsync("pier");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var after = service.Client((await service.CreateKeyAsync("pier", [Scope.Detect])).Key);

        var (second, cache, replayed) = await DetectAsync(after, "pier");
        Assert.NotEqual(first, second);
        Assert.Equal(("miss", false), (cache, replayed));
    }

    [Fact]
    public async Task A_result_and_an_idempotency_key_of_one_tenant_mean_nothing_to_another()
    {
        using var dock = service.Client((await service.CreateKeyAsync("dock", [Scope.Detect])).Key);
        using var gate = service.Client((await service.CreateKeyAsync("gate", [Scope.Detect])).Key);

        var (first, _, _) = await DetectAsync(dock, "same");
        var (other, cache, replayed) = await DetectAsync(gate, "same");

        Assert.NotEqual(first, other);
        Assert.Equal(("miss", false), (cache, replayed));
        Assert.Equal((first, true), (await DetectAsync(dock, "same")) is var again ? (again.Id, again.IsReplayed) : default);
        Assert.Equal("hit", (await DetectAsync(gate, "next")).Cache);
    }

    [Fact]
    public async Task The_directory_has_the_limits_of_tenants_and_keys()
    {
        using var administrator = service.Client(ClosedService.Administrator);
        using var created = await administrator.CreateTenantAsync("limited", new CallerLimitValues { RequestsPerSecond = 3 });
        var key = await service.CreateKeyAsync("limited", [Scope.Read], limits: new CallerLimitValues { ImagesPerDay = 4 });
        var directory = service.Inference.Services.GetRequiredService<KeyDirectory>();

        await Until.TrueAsync("the limits are known", () => directory.LimitsOf(key.Id) is not null);

        Assert.Equal(3, directory.TenantOf("limited")!.Limits!.RequestsPerSecond);
        Assert.Equal(4, directory.LimitsOf(key.Id)!.ImagesPerDay);
        Assert.Null(directory.TenantOf("another"));
        Assert.Null(directory.LimitsOf("another"));
    }

    private static async Task<(string Id, string? Cache, bool IsReplayed)> DetectAsync(HttpClient client, string idempotencyKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/detect") { Content = new ByteArrayContent(Sample) };
        request.Headers.Add(IdempotencyHeader.Name, idempotencyKey);
        using var response = await client.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        var id = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
        return (id, response.Headers.TryGetValues("X-Cache", out var cache) ? cache.Single() : null, response.Headers.Contains(IdempotencyHeader.Replayed));
    }

    /// <summary>Both services with keys and tokens.</summary>
    public sealed class Service() : ClosedService(TenantClient.Fast, ("CV_JWT_SECRET_KEY", Secret)), IAsyncLifetime
    {
        public async ValueTask InitializeAsync() => await Inference.ReadyClientAsync();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
