using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>A key gives no rights beyond its own: neither by creating, rotating or revoking keys, nor by hurting other callers.</summary>
public sealed class KeyRightsTests(ClosedService service) : IClassFixture<ClosedService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_without_admin_neither_rotates_nor_revokes_a_key_with_more_scopes()
    {
        var powerful = await service.CreateKeyAsync("rights", [Scope.Admin]);
        var clerk = await service.CreateKeyAsync("rights", [Scope.Keys, Scope.Read]);
        var reader = await service.CreateKeyAsync("rights", [Scope.Read]);
        using var client = service.Client(clerk.Key);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, HttpMethod.Post, $"/v1/keys/{powerful.Id}/rotate"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, HttpMethod.Delete, $"/v1/keys/{powerful.Id}"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Post, $"/v1/keys/{reader.Id}/rotate"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(client, HttpMethod.Delete, $"/v1/keys/{reader.Id}"));
        using var stillValid = service.Client(powerful.Key);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stillValid, HttpMethod.Get, "/v1/tenants"));
    }

    [Fact]
    public async Task A_key_creates_and_rotates_keys_within_its_own_end_and_limits()
    {
        var end = TimeProvider.System.GetUtcNow().AddHours(1);
        var clerk = await service.CreateKeyAsync("rights", [Scope.Keys, Scope.Read], end, new CallerLimitValues { RequestsPerSecond = 50, ImagesPerDay = 10 });
        using var client = service.Client(clerk.Key);

        var created = await CreateAsync(client, new ApiKeyRequest { Name = "n", Scopes = [Scope.Read] });
        var wanted = await CreateAsync(client, new ApiKeyRequest { Name = "n", Scopes = [Scope.Read], ExpiresAt = end.AddDays(30), Limits = new CallerLimitValues { RequestsPerSecond = 5, ImagesPerDay = 1000 } });
        using var response = await client.PostAsync(new Uri($"/v1/keys/{clerk.Id}/rotate", UriKind.Relative), null, Token);
        var rotated = (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!;

        Assert.All([created, wanted, rotated], key => Assert.Equal(clerk.ExpiresAt, key.ExpiresAt));
        Assert.Equal((50, 10L), (created.Limits!.RequestsPerSecond, created.Limits.ImagesPerDay));
        Assert.Equal((5, 10L), (wanted.Limits!.RequestsPerSecond, wanted.Limits.ImagesPerDay));
    }

    [Fact]
    public async Task A_caller_without_a_scope_sees_no_models()
    {
        var reviewer = await service.CreateKeyAsync("rights", [Scope.Review]);
        var detector = await service.CreateKeyAsync("rights", [Scope.Detect]);
        using var without = service.Client(reviewer.Key);
        using var with = service.Client(detector.Key);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(without, HttpMethod.Get, "/v1/models"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(with, HttpMethod.Get, "/v1/models"));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "ZZ\r\n")]
    [InlineData("Content-Length: 900000", null)]
    public async Task Broken_bodies_of_one_caller_do_not_cut_others_off(string header, string? body)
    {
        var attacker = await service.CreateKeyAsync("attacker", [Scope.Detect]);
        var reader = await service.CreateKeyAsync("rights", [Scope.Read]);
        using var client = service.Client(reader.Key);
        var address = client.BaseAddress!;
        for (var sent = 0; sent < 40; sent++)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(address.Host, address.Port, Token);
            await using var stream = connection.GetStream();
            await WriteAsync($"POST /v1/keys HTTP/1.1\r\nHost: {address.Authority}\r\nX-Api-Key: {attacker.Key}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n{header}\r\n\r\n");

            // The service sends it when it begins to read the body. Then the body is invalid, or the client disconnects.
            var buffer = new byte[1000];
            Assert.Contains(" 100 ", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Token)), StringComparison.Ordinal);
            if (body is not null)
            {
                await WriteAsync(body);
                Assert.Contains(" 400 ", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Token)), StringComparison.Ordinal);
            }

            ValueTask WriteAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Get, "/v1/predictions"));
    }

    [Fact]
    public async Task A_key_in_a_path_appears_in_no_audit_event()
    {
        var key = await service.CreateKeyAsync("rights", [Scope.Keys]);
        using var client = service.Client(key.Key);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, HttpMethod.Delete, $"/v1/keys/{key.Key}"));

        using var administrator = service.Client(ClosedService.Administrator);
        var events = await Until.FoundAsync("the event", async token =>
        {
            var page = await administrator.GetStringAsync("/v1/audit?tenant=rights&action=key.revoke", token);
            return page.Contains($"vs_live_{key.Id}", StringComparison.Ordinal) ? page : null;
        });
        Assert.DoesNotContain(key.Key.Split('_')[3], events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_has_a_bounded_number_of_valid_keys()
    {
        using var bounded = ClosedService.Start(null, [("Vision:Keys:MaxPerTenant", "2")], []);
        using var client = bounded.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", ClosedService.Administrator);
        var request = new ApiKeyRequest { Name = "n", Tenant = "small", Scopes = [Scope.Read] };
        var first = await CreateAsync(client, request);
        await CreateAsync(client, request);

        using (var third = await client.PostAsJsonAsync(new Uri("/v1/keys", UriKind.Relative), request, WireJson.Default.ApiKeyRequest, Token))
        {
            Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
            Assert.Contains("Vision:Keys:MaxPerTenant", await third.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(client, HttpMethod.Post, $"/v1/keys/{first.Id}/rotate"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(client, HttpMethod.Delete, $"/v1/keys/{first.Id}"));
        await CreateAsync(client, request);
    }

    private static async Task<CreatedApiKey> CreateAsync(HttpClient client, ApiKeyRequest request)
    {
        using var response = await client.PostAsJsonAsync(new Uri("/v1/keys", UriKind.Relative), request, WireJson.Default.ApiKeyRequest, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await client.SendAsync(request, Token);
        return response.StatusCode;
    }
}
