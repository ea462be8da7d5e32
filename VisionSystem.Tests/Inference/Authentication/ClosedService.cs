using System.Net.Http.Headers;
using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Both services with authentication on, and an administrator's key.</summary>
public sealed class ClosedService : IDisposable
{
    /// <summary>The key of the tokens between the services.</summary>
    internal const string ServiceKey = "a-service-key-that-both-services-share-0001";

    /// <summary>The administrator's key.</summary>
    internal const string Administrator = "an-administrator-key-of-enough-characters";

    internal InferenceApplication Inference { get; } = Start();

    internal static InferenceApplication Start(params (string Key, string Value)[] settings) => new(
        new LoggingApplication(null, ("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey)),
        [("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey), ("CV_ADMIN_API_KEY", Administrator), .. settings]);

    /// <summary>A client of the public API with a credential; null for none.</summary>
    internal HttpClient Client(string? credential)
    {
        var client = Inference.CreateClient();
        client.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    /// <summary>Creates a key through the public API.</summary>
    internal async Task<CreatedApiKey> CreateKeyAsync(string tenant, string[] scopes, DateTimeOffset? expiresAt = null)
    {
        using var client = Client(Administrator);
        using var response = await client.PostAsJsonAsync(
            new Uri("/v1/keys", UriKind.Relative), new ApiKeyRequest { Name = "test", Tenant = tenant, Scopes = scopes, ExpiresAt = expiresAt }, WireJson.Default.ApiKeyRequest, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, TestContext.Current.CancellationToken))!;
    }

    public void Dispose() => Inference.Dispose();
}
