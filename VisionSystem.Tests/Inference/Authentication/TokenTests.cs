using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Tokens that are signed with a shared secret.</summary>
public sealed class SharedSecretTokenTests(SharedSecretTokenTests.Service service) : IClassFixture<SharedSecretTokenTests.Service>
{
    private const string Secret = "a-secret-of-more-than-thirty-two-bytes";

    public static TheoryData<string, string> Rejected => new()
    {
        { "an expired token", Tokens.Create(Secret, end: -60) },
        { "a token that is not valid yet", Tokens.Create(Secret, start: 300) },
        { "a token that is valid for more than a day", Tokens.Create(Secret, end: 25 * 3600) },
        { "another audience", Tokens.Create(Secret, audience: "elsewhere") },
        { "another secret", Tokens.Create(Secret + "x") },
        { "another algorithm", Tokens.Create(Secret + Secret, algorithm: SecurityAlgorithms.HmacSha512) },
        { "no algorithm", Tokens.Unsigned() },
        { "no tenant", Tokens.Create(Secret, tenant: "") },
        { "no valid tenant", Tokens.Create(Secret, tenant: "../etc") },
        { "two tenants", Tokens.Create(Secret, tenant: new[] { "dock", "gate" }) },
        { "another type", Tokens.Create(Secret, type: "JWE") },
        { "a token of 9 KB", Tokens.Create(Secret, padding: 9000) },
        { "a token that requires an unknown extension", Tokens.Create(Secret, critical: "x") },
        { "no token", "a.b.c" },
    };

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task Rejects(string what, string token)
    {
        using var response = await service.GetAsync(token);
        Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {response.StatusCode}");
    }

    [Fact]
    public async Task Accepts_a_token_within_the_clock_skew_and_gives_it_its_tenant_and_scopes()
    {
        using var response = await service.GetAsync(Tokens.Create(Secret, end: -2));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var forbidden = await service.GetAsync(Tokens.Create(Secret, scopes: "detect jobs"));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task Accepts_a_token_that_names_this_audience_among_others()
    {
        using var response = await service.GetAsync(Tokens.Create(Secret, audience: new[] { "elsewhere", "vision-system" }));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public sealed class Service() : TokenService(("CV_JWT_SECRET_KEY", Secret));
}

/// <summary>Tokens that an issuer signs, whose keys are fetched.</summary>
public sealed class IssuerTokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accepts_the_issuers_tokens_and_none_that_its_public_key_signs_as_a_secret()
    {
        await using var issuer = await Issuer.StartAsync();
        using var service = issuer.Service();
        Assert.Equal(HttpStatusCode.OK, await service.StatusAsync(issuer.Sign()));

        // The attack on verifiers that let the token choose the algorithm.
        Assert.Equal(HttpStatusCode.Unauthorized, await service.StatusAsync(Tokens.Create(issuer.PublicKeyPem)));
        Assert.Equal(HttpStatusCode.Unauthorized, await service.StatusAsync(Tokens.Unsigned()));
    }

    [Fact]
    public async Task Key_ids_that_nobody_has_cause_one_fetch_in_an_interval()
    {
        await using var issuer = await Issuer.StartAsync();
        using var service = issuer.Service(("Vision:Security:Jwt:RefreshInterval", "01:00:00"));
        Assert.Equal(HttpStatusCode.OK, await service.StatusAsync(issuer.Sign()));
        foreach (var index in Enumerable.Range(0, 50))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await service.StatusAsync(issuer.Sign(keyId: index == 0 ? "../../etc/passwd" : $"unknown-{index}")));
        }

        Assert.InRange(issuer.Fetches, 1, 2);
        Assert.Equal(HttpStatusCode.OK, await service.StatusAsync(issuer.Sign()));
    }

    [Fact]
    public async Task A_new_key_is_accepted_after_the_interval_and_known_keys_go_on_while_the_issuer_is_down()
    {
        await using var issuer = await Issuer.StartAsync();
        using var service = issuer.Service(("Vision:Security:Jwt:RefreshInterval", "00:00:01"));
        Assert.Equal(HttpStatusCode.OK, await service.StatusAsync(issuer.Sign()));
        issuer.Rotate();
        await Until.TrueAsync("the new key is known", async _ => await service.StatusAsync(issuer.Sign()) == HttpStatusCode.OK);

        issuer.Status = StatusCodes.Status503ServiceUnavailable;
        Assert.Equal(HttpStatusCode.Unauthorized, await service.StatusAsync(issuer.Sign(keyId: "unknown")));
        Assert.Equal(HttpStatusCode.OK, await service.StatusAsync(issuer.Sign()));
    }

    [Fact]
    public async Task While_the_issuer_never_answered_tokens_get_401_and_one_fetch_in_an_interval()
    {
        await using var issuer = await Issuer.StartAsync();
        issuer.Status = StatusCodes.Status500InternalServerError;
        using var service = issuer.Service(("Vision:Security:Jwt:RefreshInterval", "01:00:00"));
        foreach (var _ in Enumerable.Range(0, 20))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await service.StatusAsync(issuer.Sign()));
        }

        Assert.Equal(1, issuer.Fetches);
    }

    [Fact]
    public async Task A_key_set_that_is_none_is_a_401()
    {
        await using var issuer = await Issuer.StartAsync();
        issuer.Content = "<html>";
        using var service = issuer.Service();
        Assert.Equal(HttpStatusCode.Unauthorized, await service.StatusAsync(issuer.Sign()));
    }

    /// <summary>A server with a JSON Web Key Set, and the key that it belongs to.</summary>
    private sealed class Issuer : IAsyncDisposable
    {
        private readonly WebApplication _server;
        private RSA _key = RSA.Create(2048);
        private int _fetches;

        private Issuer(WebApplication server)
        {
            _server = server;
            server.MapGet("/keys", () =>
            {
                Interlocked.Increment(ref _fetches);
                var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.ExportParameters(includePrivateParameters: false)) { KeyId = KeyId });
                (key.Use, key.Alg) = ("sig", SecurityAlgorithms.RsaSha256);
                return Results.Text(
                    Content ?? $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{KeyId}}","n":"{{key.N}}","e":"{{key.E}}"}]}""", "application/json", statusCode: Status);
            });
        }

        public int Status { get; set; } = StatusCodes.Status200OK;

        public string? Content { get; set; }

        public int Fetches => Volatile.Read(ref _fetches);

        public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

        private string KeyId { get; set; } = "first";

        public static async Task<Issuer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var issuer = new Issuer(builder.Build());
            await issuer._server.StartAsync(Token);
            return issuer;
        }

        public TokenService Service(params (string Key, string Value)[] settings) => new(
            [("CV_JWT_ALGORITHM", "RS256"), ("CV_JWT_JWKS_URL", _server.Urls.First() + "/keys"), ("CV_JWT_ISSUER", "https://issuer.example"), .. settings]);

        public string Sign(string? keyId = null) => Tokens.Create(
            new SigningCredentials(new RsaSecurityKey(_key) { KeyId = keyId ?? KeyId }, SecurityAlgorithms.RsaSha256), issuer: "https://issuer.example");

        public void Rotate() => (_key, KeyId) = (RSA.Create(2048), "second");

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}

/// <summary>A service that verifies tokens.</summary>
public class TokenService((string Key, string Value)[] settings) : IDisposable
{
    private readonly InferenceApplication _application = ClosedService.Start(settings);

    public TokenService((string Key, string Value) setting)
        : this([setting])
    {
    }

    public async Task<HttpResponseMessage> GetAsync(string token)
    {
        using var client = _application.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/stats", UriKind.Relative)) { Headers = { { "Authorization", "Bearer " + token } } };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var response = await GetAsync(token);
        return response.StatusCode;
    }

    public void Dispose()
    {
        _application.Dispose();
        GC.SuppressFinalize(this);
    }
}

internal static class Tokens
{
    public static string Create(
        string secret, object? tenant = null, object? audience = null, string scopes = Scope.Read, int start = -3600, int end = 600,
        string algorithm = SecurityAlgorithms.HmacSha256, string type = "JWT", int padding = 0, string? critical = null) =>
        Create(new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), algorithm), tenant, audience, scopes, start, end, type, padding, critical: critical);

    public static string Create(
        SigningCredentials? credentials, object? tenant = null, object? audience = null, string scopes = Scope.Read, int start = -3600, int end = 600,
        string type = "JWT", int padding = 0, string? issuer = null, string? critical = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = "somebody",
            ["scope"] = scopes,
            ["aud"] = audience ?? "vision-system",
            ["padding"] = new string('x', padding),
        };
        if (tenant is not "")
        {
            claims["tenant"] = tenant ?? "dock";
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            TokenType = type,
            NotBefore = now.AddSeconds(start).UtcDateTime,
            Expires = now.AddSeconds(end).UtcDateTime,
            Claims = claims,
            SigningCredentials = credentials,
            AdditionalHeaderClaims = critical is null ? null : new Dictionary<string, object> { ["crit"] = new[] { critical } },
        });
    }

    /// <summary>A token whose header names the algorithm <c>none</c>.</summary>
    public static string Unsigned() => Create(credentials: null, tenant: "dock");
}
