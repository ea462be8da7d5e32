using System.Net.Http.Headers;
using VisionSystem.Bench.Servers;
using VisionSystem.Contracts;

namespace VisionSystem.Bench.Fairness;

/// <summary>Both services with authentication on.</summary>
internal sealed class ClosedServers : IDisposable
{
    private const string ServiceKey = "a-service-key-of-the-benchmark-0001";
    private const string Administrator = "an-administrator-key-of-the-benchmark";

    private readonly RunningServer _logging;
    private readonly HttpClient _http;

    private ClosedServers(RunningServer logging, RunningServer inference)
    {
        (_logging, Inference) = (logging, inference);
        _http = new HttpClient { BaseAddress = new Uri($"http://{inference.EndPoint}") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Administrator);
    }

    public RunningServer Inference { get; }

    /// <summary>Starts both services.</summary>
    /// <exception cref="ServerException">A service did not start.</exception>
    public static async Task<ClosedServers> StartAsync(string model, IEnumerable<(string Setting, string Value)> settings, CancellationToken cancellationToken)
    {
        (string, string)[] closed = [("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey)];
        var logging = await RunningServer.StartAsync(VisionServer.Logging("fairness-logging", closed), cancellationToken);
        try
        {
            return new ClosedServers(logging, await RunningServer.StartAsync(
                VisionServer.Inference(model, "fairness", [.. closed, ("CV_ADMIN_API_KEY", Administrator), ("CV_LOGGING_URL", $"http://{logging.EndPoint}"), .. settings]), cancellationToken));
        }
        catch
        {
            logging.Dispose();
            throw;
        }
    }

    /// <summary>Creates an API key of a tenant that may detect.</summary>
    /// <exception cref="ServerException">The service did not create the key.</exception>
    public async Task<string> CreateKeyAsync(string tenant, CancellationToken cancellationToken)
    {
        var request = new ApiKeyRequest { Name = "benchmark", Tenant = tenant, Scopes = [Scope.Detect] };
        using var response = await _http.PostAsJsonAsync(new Uri("/v1/keys", UriKind.Relative), request, WireJson.Default.ApiKeyRequest, cancellationToken);
        return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, cancellationToken) is { } created
            ? created.Key
            : throw new ServerException($"the key of tenant {tenant} was not created: {response.StatusCode}");
    }

    public void Dispose()
    {
        _http.Dispose();
        Inference.Dispose();
        _logging.Dispose();
    }
}
