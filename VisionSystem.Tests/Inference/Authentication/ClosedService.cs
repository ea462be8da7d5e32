using System.Net.Http.Headers;
using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Both services with authentication on, and an administrator's key.</summary>
public class ClosedService : IDisposable
{
    /// <summary>The key of the tokens between the services.</summary>
    internal const string ServiceKey = "a-service-key-that-both-services-share-0001";

    /// <summary>The administrator's key.</summary>
    internal const string Administrator = "an-administrator-key-of-enough-characters";

    public ClosedService()
        : this([])
    {
    }

    /// <param name="folder">The data folder of logging-service, which outlives the service.</param>
    internal ClosedService(string folder) => Inference = Start(folder, [], []);

    /// <param name="logging">Settings of logging-service.</param>
    /// <param name="inference">Settings of inference-service.</param>
    private protected ClosedService((string Key, string Value)[] logging, params (string Key, string Value)[] inference) => Inference = Start(null, logging, inference);

    internal InferenceApplication Inference { get; }

    /// <param name="settings">Settings of inference-service.</param>
    internal static InferenceApplication Start(params (string Key, string Value)[] settings) => Start(null, [], settings);

    /// <param name="folder">The data folder of logging-service, if it outlives the service.</param>
    /// <param name="logging">Settings of logging-service.</param>
    /// <param name="inference">Settings of inference-service.</param>
    internal static InferenceApplication Start(string? folder, (string Key, string Value)[] logging, (string Key, string Value)[] inference) => new(
        new LoggingApplication(folder, [("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey), .. logging]),
        [("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey), ("CV_ADMIN_API_KEY", Administrator), .. inference]);

    /// <summary>A client of the public API with a credential; null for none.</summary>
    internal HttpClient Client(string? credential)
    {
        var client = Inference.CreateClient();
        client.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    /// <summary>Creates a key through the public API.</summary>
    internal async Task<CreatedApiKey> CreateKeyAsync(string tenant, string[] scopes, DateTimeOffset? expiresAt = null, CallerLimitValues? limits = null)
    {
        using var client = Client(Administrator);
        using var response = await client.PostAsJsonAsync(
            new Uri("/v1/keys", UriKind.Relative), new ApiKeyRequest { Name = "test", Tenant = tenant, Scopes = scopes, ExpiresAt = expiresAt, Limits = limits }, WireJson.Default.ApiKeyRequest, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, TestContext.Current.CancellationToken))!;
    }

    public void Dispose()
    {
        Inference.Dispose();
        GC.SuppressFinalize(this);
    }
}
