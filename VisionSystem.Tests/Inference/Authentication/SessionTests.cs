using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>The cookie session of the console, on a service that requires credentials.</summary>
public sealed class SessionTests(ClosedService service) : IClassFixture<ClosedService>
{
    private const string TokenSecret = "a-secret-of-more-than-thirty-two-bytes";

    private static readonly Uri Session = new("/v1/session", UriKind.Relative);
    private static readonly Uri Keys = new("/v1/keys", UriKind.Relative);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_signs_a_browser_in_and_the_cookie_signs_it_out()
    {
        var key = await service.CreateKeyAsync("dock", [Scope.Read, Scope.Detect]);
        using var browser = new Browser(service.Inference);

        var (signedIn, cookie) = await browser.SignInAsync(key.Key);

        Assert.Equal(("dock", key.Id, false), (signedIn.GetProperty("tenant").GetString(), signedIn.GetProperty("subject").GetString(), signedIn.GetProperty("open").GetBoolean()));
        Assert.InRange(signedIn.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(7.9), TimeSpan.FromHours(8));
        Assert.StartsWith("vision-session=", cookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict"], cookie.Split("; ")[1..].Order(StringComparer.Ordinal));
        Assert.DoesNotContain(key.Key, cookie, StringComparison.Ordinal);
        using (var current = await browser.SendAsync(HttpMethod.Get, "/v1/session"))
        {
            var info = await current.Content.ReadFromJsonAsync<JsonElement>(Token);
            Assert.Equal(["read", "detect"], info.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
            Assert.Equal("no-store", current.Headers.CacheControl?.ToString());
        }

        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Get, "/v1/predictions?limit=1"));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.StatusAsync(HttpMethod.Delete, "/v1/predictions?all=true&dry_run=true", Browser.Own));
        Assert.Equal(HttpStatusCode.NoContent, await browser.StatusAsync(HttpMethod.Delete, "/v1/session", Browser.Own));
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync(HttpMethod.Get, "/v1/session"));
    }

    [Fact]
    public async Task A_wrong_key_creates_no_session()
    {
        using var browser = new Browser(service.Inference);
        using var request = new HttpRequestMessage(HttpMethod.Post, Session) { Headers = { { "Authorization", "Bearer nonsense" } } };
        using var response = await browser.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_session_ends_within_seconds_after_its_key_is_revoked_and_the_cookie_is_deleted()
    {
        var key = await service.CreateKeyAsync("default", [Scope.Read]);
        using var browser = new Browser(service.Inference);
        await browser.SignInAsync(key.Key);
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Get, "/v1/predictions?limit=1"));

        using var administrator = service.Client(ClosedService.Administrator);
        using var revoked = await administrator.DeleteAsync(new Uri($"/v1/keys/{key.Id}", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        var cookies = browser.Cookies.GetCookieHeader(browser.Client.BaseAddress!);

        await Until.TrueAsync("the session ends", async _ => await browser.StatusAsync(HttpMethod.Get, "/v1/predictions?limit=1") == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(10));
        Assert.Equal("", browser.Cookies.GetCookieHeader(browser.Client.BaseAddress!));

        // A copy of the cookie is as worthless.
        using var thief = service.Client(null);
        thief.DefaultRequestHeaders.Add("Cookie", cookies);
        using var rejected = await thief.GetAsync(new Uri("/v1/predictions", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, rejected.StatusCode);
        Assert.Contains("Sign in again", (await rejected.ProblemAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_a_token_ends_with_the_token()
    {
        await using var application = ClosedService.Start(("CV_JWT_SECRET_KEY", TokenSecret), ("CV_SESSION_LIFETIME", "24h"));
        using var browser = new Browser(application);
        var (session, _) = await browser.SignInAsync(Tokens.Create(TokenSecret, end: 600));

        Assert.InRange(session.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Get, "/v1/session"));
    }

    [Theory]
    [InlineData("a-service-key-that-both-services-share-0001", true)]
    [InlineData("a-new-service-key-for-the-rotation-000000002,a-service-key-that-both-services-share-0001", true)]
    [InlineData("a-new-service-key-for-the-rotation-000000002", false)]
    public async Task A_session_survives_a_restart_and_is_valid_on_every_replica_with_the_same_service_key(string serviceKey, bool isValid)
    {
        using var browser = new Browser(service.Inference);
        await browser.SignInAsync(ClosedService.Administrator);
        await using var replica = new InferenceApplication(
            new LoggingApplication(null, ("CV_AUTH", "on"), ("CV_SERVICE_KEY", serviceKey)),
            ("CV_AUTH", "on"), ("CV_SERVICE_KEY", serviceKey), ("CV_ADMIN_API_KEY", ClosedService.Administrator));
        using var client = replica.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", browser.Cookies.GetCookieHeader(browser.Client.BaseAddress!));

        using var response = await client.GetAsync(Session, Token);

        Assert.Equal(isValid ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Over_HTTPS_the_cookie_is_secure_and_bound_to_the_host()
    {
        using var browser = new Browser(service.Inference);
        browser.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var (_, cookie) = await browser.SignInAsync(ClosedService.Administrator);

        Assert.StartsWith("__Host-vision-session=", cookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], cookie.Split("; ")[1..].Order(StringComparer.Ordinal));
    }

    /// <summary>Requests that pages of other origins send with the cookie, if a browser lets them, have no effect.</summary>
    [Theory]
    [InlineData("form of another site", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    [InlineData("script of another site", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors")]
    [InlineData("script of an allowed origin", "Origin: https://a.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors")]
    [InlineData("script of a subdomain", "Origin: https://a.example", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors")]
    [InlineData("page in a sandbox", "Origin: null")]
    [InlineData("old browser without either header")]
    [InlineData("old browser of an allowed origin", "Origin: https://a.example")]
    public async Task A_page_of_another_origin_changes_nothing_with_the_cookie(string what, params string[] headers)
    {
        await using var application = ClosedService.Start(("CV_ALLOWED_ORIGINS", "https://a.example"));
        using var browser = new Browser(application);
        await browser.SignInAsync(ClosedService.Administrator);
        var body = JsonContent.Create(new ApiKeyRequest { Name = "stolen", Scopes = [Scope.Admin] }, WireJson.Default.ApiKeyRequest);

        using var created = await browser.SendAsync(HttpMethod.Post, "/v1/keys", headers, body);
        var deleted = await browser.StatusAsync(HttpMethod.Delete, "/v1/session", headers);

        Assert.True((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden) == (created.StatusCode, deleted), $"{what}: {created.StatusCode}, {deleted}");
        Assert.Equal("foreign-origin", (await created.ProblemAsync()).Slug());
        Assert.DoesNotContain("stolen", await browser.TextAsync("/v1/keys"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")]
    [InlineData(403, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Origin: https://a.example")]
    [InlineData(403, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")]
    [InlineData(403, "Origin: https://evil.example")]
    [InlineData(200, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    [InlineData(200, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    [InlineData(200, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors")]
    public async Task Only_links_from_elsewhere_read_with_the_cookie(int status, params string[] headers)
    {
        using var browser = new Browser(service.Inference);
        await browser.SignInAsync(ClosedService.Administrator);

        Assert.Equal(status, (int)await browser.StatusAsync(HttpMethod.Get, "/v1/predictions?limit=1", headers));
    }

    [Fact]
    public async Task A_page_of_the_service_makes_changes_with_the_cookie_and_a_key_in_a_header_needs_no_origin()
    {
        using var browser = new Browser(service.Inference);
        await browser.SignInAsync(ClosedService.Administrator);
        var own = $"Origin: {browser.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}";

        foreach (var headers in new[] { Browser.Own, [own], [$"Authorization: Bearer {ClosedService.Administrator}"] })
        {
            Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(HttpMethod.Delete, "/v1/predictions?all=true&dry_run=true", headers));
        }
    }

    [Fact]
    public async Task An_open_service_needs_no_session_and_sets_no_cookie()
    {
        await using var application = new InferenceApplication();
        using var client = application.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", "vision-session=of-an-earlier-start");

        using var created = await client.PostAsync(Session, null, Token);
        var session = await client.GetFromJsonAsync<JsonElement>(Session, Token);

        Assert.Equal((HttpStatusCode.OK, false), (created.StatusCode, created.Headers.Contains("Set-Cookie")));
        Assert.Equal((true, "anonymous", JsonValueKind.Null), (session.GetProperty("open").GetBoolean(), session.GetProperty("subject").GetString(), session.GetProperty("expires_at").ValueKind));
    }

    /// <summary>Pages of allowed origins send a key in a header; a browser asks beforehand, without it, and sends them no cookie.</summary>
    [Fact]
    public async Task A_preflight_needs_no_credentials_and_allows_the_header_of_keys_and_no_cookies()
    {
        await using var application = ClosedService.Start(("CV_ALLOWED_ORIGINS", "https://a.example"));
        using var client = application.CreateClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/detect")
        {
            Headers = { { "Origin", "https://a.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,x-api-key,idempotency-key" } },
        };
        using var allowed = await client.SendAsync(preflight, Token);
        using var read = new HttpRequestMessage(HttpMethod.Get, Keys) { Headers = { { "Origin", "https://a.example" }, { "X-Api-Key", ClosedService.Administrator } } };
        using var response = await client.SendAsync(read, Token);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (allowed.StatusCode, response.StatusCode));
        Assert.Equal("authorization,x-api-key,idempotency-key", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Equal("https://a.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.All([allowed, response], answer => Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials")));
        Assert.Subset(
            Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")).Split(',').ToHashSet(),
            new HashSet<string> { "X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After" });
    }

    /// <summary>A client with a cookie jar, and the headers that browsers add.</summary>
    internal sealed class Browser : IDisposable
    {
        /// <summary>The headers of a script of the service's own page.</summary>
        public static readonly string[] Own = ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"];

        public Browser(InferenceApplication application)
        {
            using var any = application.CreateClient();
            Client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies }) { BaseAddress = any.BaseAddress };
        }

        public CookieContainer Cookies { get; } = new();

        public HttpClient Client { get; }

        public async Task<(JsonElement Session, string Cookie)> SignInAsync(string credential)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Session) { Headers = { { "Authorization", "Bearer " + credential } } };
            using var response = await Client.SendAsync(request, Token);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
            return (await response.Content.ReadFromJsonAsync<JsonElement>(Token), Assert.Single(response.Headers.GetValues("Set-Cookie")));
        }

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string[]? headers = null, HttpContent? body = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
            foreach (var header in headers ?? [])
            {
                var colon = header.IndexOf(':', StringComparison.Ordinal);
                request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
            }

            return await Client.SendAsync(request, Token);
        }

        public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string[]? headers = null)
        {
            using var response = await SendAsync(method, path, headers);
            return response.StatusCode;
        }

        public Task<string> TextAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative), Token);

        public void Dispose() => Client.Dispose();
    }
}
