using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Inference.Authentication;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Limits;

/// <summary>
/// Both services with authentication on. The list of keys that inference-service fetches receives the limits of tenants that are
/// named after them, and one key of tenant <c>keyed</c> has a limit of its own.
/// </summary>
public sealed class LimitedService : IDisposable
{
    private const string ServiceKey = "a-service-key-that-both-services-share-0002";
    private const string Administrator = "an-administrator-key-of-enough-characters";

    private static readonly TenantEntry[] Tenants =
    [
        new("requests", false, false, new CallerLimitValues { RequestsPerSecond = 1 }),
        new("concurrent", false, false, new CallerLimitValues { ConcurrentImages = 1 }),
        new("daily", false, false, new CallerLimitValues { ImagesPerDay = 3 }),
        new("unlimited", false, false, new CallerLimitValues { ImagesPerDay = 0 }),
        new("full", false, true, new CallerLimitValues { BytesKept = 1000 }),
    ];

    private readonly InferenceApplication _application;

    public LimitedService() => _application = new InferenceApplication(
        new LoggingApplication(null, ("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey)),
        ("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey), ("CV_ADMIN_API_KEY", Administrator), ("CV_CACHE_TTL", "0"), ("CV_LIMIT_IMAGES_PER_DAY", "20"))
    {
        Replacements = services =>
        {
            Hook.Into(services);
            services.AddHttpClient(KeyDirectory.Client).AddHttpMessageHandler(static () => new LimitingHandler());
        },
    };

    internal EngineHook Hook { get; } = new();

    /// <summary>A client with a new key of a tenant.</summary>
    internal async Task<HttpClient> ClientAsync(string tenant)
    {
        using var administrator = await _application.ReadyClientAsync();
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Administrator);
        using var response = await administrator.PostAsJsonAsync(
            new Uri("/v1/keys", UriKind.Relative),
            new ApiKeyRequest { Name = "test", Tenant = tenant, Scopes = [Scope.Detect, Scope.Read] },
            WireJson.Default.ApiKeyRequest,
            TestContext.Current.CancellationToken);
        var key = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, TestContext.Current.CancellationToken);
        var client = _application.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", key!.Key);
        return client;
    }

    public void Dispose() => _application.Dispose();

    private sealed class LimitingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK || await response.Content.ReadFromJsonAsync(WireJson.Default.ApiKeySnapshot, cancellationToken) is not { } snapshot)
            {
                return response;
            }

            var keyed = snapshot.Keys.FirstOrDefault(key => key.Tenant == "keyed");
            response.Content = JsonContent.Create(
                new ApiKeySnapshot([.. snapshot.Keys.Select(key => key == keyed ? key with { Limits = new CallerLimitValues { ImagesPerDay = 1 } } : key)]) { Tenants = Tenants },
                WireJson.Default.ApiKeySnapshot);
            return response;
        }
    }
}
