using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using VisionSystem.Contracts;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Every route of both services accepts valid credentials with the required scope, and no others.</summary>
public sealed class AuthenticationTests(ClosedService service) : IClassFixture<ClosedService>
{
    /// <summary>The only routes that respond without a credential.</summary>
    private static readonly string[] Anonymous = ["/health", "/ready", "/alive", "/metrics"];

    /// <summary>The routes of inference-service that need a valid credential and no scope, besides those that it forwards.</summary>
    private static readonly string[] AnyScope = ["/v1/models", "/v1/models/{name}", "/v1/models/{name}/{version}", "/v1/session"];

    /// <summary>The API's own description.</summary>
    private const string Description = "/openapi/{documentName}.json";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_route_requires_a_scope_or_stands_on_a_short_list()
    {
        Assert.Equal([.. Anonymous, Description], AnonymousRoutes(service.Inference.Services));
        Assert.Equal(Anonymous, AnonymousRoutes(service.Inference.Logging.Services));

        // logging-service requires the scopes of the routes that inference-service forwards.
        var forwarded = EndpointRequests.Routes(service.Inference.Logging.Services).Where(PublicRoutes.IsPublic).ToArray();
        Assert.All(forwarded, route => Assert.Contains(route.Metadata.GetOrderedMetadata<IAuthorizeData>(), data => Scope.All.Contains(data.Policy!)));
        Assert.Equal(
            AnyScope.Concat(forwarded.Select(NameOf)).Distinct().Order(StringComparer.Ordinal),
            RoutesWithoutScope(EndpointRequests.Routes(service.Inference.Services)));
        Assert.Equal([Description], RoutesWithoutScope(EndpointRequests.Routes(service.Inference.Logging.Services)));

        static IEnumerable<string> AnonymousRoutes(IServiceProvider services) =>
            EndpointRequests.Routes(services).Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(route => route.RoutePattern.RawText!).Distinct();
    }

    [Fact]
    public async Task A_route_without_a_scope_is_found()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/v1/guarded", () => "").RequireScope(Scope.Read);
        app.MapGet("/v1/forgotten", () => "");

        Assert.Equal(["/v1/forgotten"], RoutesWithoutScope(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()));
    }

    [Fact]
    public async Task Without_a_valid_credential_every_route_answers_401_and_names_no_data()
    {
        var revoked = await service.CreateKeyAsync("default", [Scope.Admin]);
        await RevokeAsync(revoked.Id);
        var expired = await service.CreateKeyAsync("default", [Scope.Admin], TimeProvider.System.GetUtcNow().AddMilliseconds(500));
        await Until.TrueAsync("the key expires", () => TimeProvider.System.GetUtcNow() > expired.ExpiresAt);
        var unknown = ApiKey.Create().Text;
        foreach (var credential in new[] { null, "nonsense", unknown, revoked.Key, expired.Key, revoked.Key[..^1] + "x", "e30.e30.e30" })
        {
            using var client = service.Client(credential);
            foreach (var (method, path) in EndpointRequests.Of(service.Inference.Services))
            {
                using var response = await SendAsync(client, method, path);
                Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} with {credential}: {response.StatusCode}");
                Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
                Assert.DoesNotContain(credential ?? ClosedService.Administrator, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Logging_service_accepts_no_key_and_no_header_that_names_a_tenant()
    {
        var key = await service.CreateKeyAsync("default", [Scope.Admin]);
        foreach (var credential in new[] { null, key.Key, ClosedService.Administrator })
        {
            using var client = service.Inference.Logging.ClientOf("default");
            client.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
            foreach (var (method, path) in EndpointRequests.Of(service.Inference.Logging.Services))
            {
                using var response = await SendAsync(client, method, path);
                Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {response.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("GET", "/v1/predictions", Scope.Read)]
    [InlineData("GET", "/v1/stats", Scope.Read)]
    [InlineData("GET", "/v1/predictions/export?format=csv", Scope.Export)]
    [InlineData("GET", "/v1/review/queue", Scope.Review)]
    [InlineData("DELETE", "/v1/predictions?all=true&dry_run=true", Scope.Delete)]
    [InlineData("GET", "/v1/keys", Scope.Keys)]
    public async Task A_key_reaches_what_its_scope_allows_and_nothing_else(string method, string path, string scope)
    {
        var allowed = await service.CreateKeyAsync("scoped", [scope]);
        var others = await service.CreateKeyAsync("scoped", [.. Scope.All.Where(other => other != scope && other != Scope.Admin)]);

        using var with = service.Client(allowed.Key);
        using var response = await SendAsync(with, method, path);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));

        using var without = service.Client(others.Key);
        using var refused = await SendAsync(without, method, path);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains(scope, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prediction_belongs_to_the_tenant_of_the_key_that_sent_the_image()
    {
        var mine = await service.CreateKeyAsync("dock", [Scope.Detect, Scope.Read]);
        var other = await service.CreateKeyAsync("gate", [Scope.Detect, Scope.Read]);
        await Until.AnswersAsync(service.Client(null), "/ready", HttpStatusCode.OK);
        using var client = service.Client(mine.Key);
        using var detected = await client.SendAsync(await File.ReadAllBytesAsync(Path.Combine(InferenceApplication.Samples, "shelf.jpg"), Token));
        Assert.True(detected.IsSuccessStatusCode, await detected.Content.ReadAsStringAsync(Token));
        var prediction = await detected.Content.ReadFromJsonAsync<JsonElement>(Token);
        var path = $"/v1/predictions/{prediction.GetProperty("id").GetString()}";

        using var found = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.True(found.IsSuccessStatusCode, await found.Content.ReadAsStringAsync(Token));
        Assert.Equal("dock", (await found.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("tenant").GetString());

        using var stranger = service.Client(other.Key);
        using var hidden = await stranger.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_is_rejected_within_seconds_and_a_rotated_one_lives_for_the_overlap()
    {
        var key = await service.CreateKeyAsync("default", [Scope.Read]);
        using var client = service.Client(key.Key);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));

        using var administrator = service.Client(ClosedService.Administrator);
        using var rotated = await administrator.PostAsync(new Uri($"/v1/keys/{key.Id}/rotate?overlap_seconds=3600", UriKind.Relative), null, Token);
        var successor = await rotated.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token);
        using var renewed = service.Client(successor!.Key);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(client), await StatusAsync(renewed)));

        await RevokeAsync(key.Id);
        await Until.TrueAsync("the revoked key is rejected", async _ => await StatusAsync(client) == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(renewed));
    }

    [Fact]
    public async Task Nobody_grants_a_scope_or_reaches_a_tenant_that_he_lacks()
    {
        var manager = await service.CreateKeyAsync("dock", [Scope.Keys, Scope.Read]);
        var foreign = await service.CreateKeyAsync("gate", [Scope.Read]);
        using var client = service.Client(manager.Key);
        foreach (var request in new[]
        {
            new ApiKeyRequest { Name = "more", Scopes = [Scope.Delete] },
            new ApiKeyRequest { Name = "admin", Scopes = [Scope.Admin] },
            new ApiKeyRequest { Name = "elsewhere", Tenant = "gate", Scopes = [Scope.Read] },
        })
        {
            using var response = await client.PostAsJsonAsync(new Uri("/v1/keys", UriKind.Relative), request, WireJson.Default.ApiKeyRequest, Token);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        using var revoked = await client.DeleteAsync(new Uri($"/v1/keys/{foreign.Id}", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, revoked.StatusCode);
        using var listed = await client.GetAsync(new Uri("/v1/keys?all=true", UriKind.Relative), Token);
        var list = await listed.Content.ReadFromJsonAsync(WireJson.Default.ApiKeyList, Token);
        Assert.All(list!.Keys, key => Assert.Equal("dock", key.Tenant));
    }

    private static IEnumerable<string> RoutesWithoutScope(IEnumerable<RouteEndpoint> routes) => routes
        .Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is null
            && !route.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => Scope.All.Append(Scope.Ingest).Contains(data.Policy)))
        .Select(NameOf)
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static string NameOf(RouteEndpoint route) => route.RoutePattern.RawText!.TrimEnd('/');

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path) =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)), HttpCompletionOption.ResponseHeadersRead, Token);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/v1/predictions?limit=1", UriKind.Relative), Token);
        return response.StatusCode;
    }

    private async Task RevokeAsync(string id)
    {
        using var client = service.Client(ClosedService.Administrator);
        using var response = await client.DeleteAsync(new Uri($"/v1/keys/{id}", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
