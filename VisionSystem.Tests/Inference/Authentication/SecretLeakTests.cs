using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Processes;
using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.Tests.ServiceDefaults;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>
/// Sends marked secrets to every route of both services, as processes that log everything, and searches every output for them: log
/// lines, exported traces, metrics and logs, responses, health, metrics, files, arguments.
/// </summary>
public sealed class SecretLeakTests
{
    /// <summary>The mark of secrets that clients send.</summary>
    private const string Mark = "MARKEDq7Xr2Zb9";

    /// <summary>Parameters of the query string under which clients send secrets, also where a route does not accept them.</summary>
    private const string Query = $"api_key={Mark}&key={Mark}&token={Mark}&access_token={Mark}&password={Mark}&X-Amz-Signature={Mark}&X-Amz-Credential={Mark}&sig={Mark}";

    /// <summary>The mark of secrets that operators configure.</summary>
    private const string Configured = "CONFIGUREDw4Tn8";

    private const string ServiceKey = Configured + "-service-key-of-32-bytes-at-least";

    private const string AdministratorKey = Configured + "-administrator-key-of-32-characters";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task No_secret_leaves_a_service_by_any_output(string format)
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var folder = new TemporaryFolder();
        var closed = FreePort.Take();
        (string, string?)[] shared =
        [
            ("CV_AUTH", "on"), ("CV_SERVICE_KEY", ServiceKey), ("CV_LOG_FORMAT", format), ("CV_LOG_LEVEL", "trace"), ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", $"x-key={Configured}"),
            ("CV_REDIS_URL", $"redis://user:{Configured}@127.0.0.1:{closed}"),
            .. new[] { "Default", "Microsoft", "Microsoft.AspNetCore", "System.Net.Http", "System.Net.Http.HttpClient", "Microsoft.Extensions", "Yarp", "Npgsql" }
                .Select(category => ($"Logging__LogLevel__{category}", (string?)"Trace")),
        ];
        var data = Path.Combine(folder.Path, "data");
        var spool = Path.Combine(folder.Path, "spool");
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(spool);
        using var logging = new Service(typeof(LoggingService), [.. shared, ("CV_DATA_PATH", data), ("CV_ENCRYPTION_KEY", Convert.ToBase64String(Encoding.UTF8.GetBytes((Configured + new string('x', 32))[..32])))]);
        using var inference = new Service(
            typeof(InferenceService),
            [
                .. shared, ("CV_SPOOL_PATH", spool), ("CV_ADMIN_API_KEY", AdministratorKey), ("CV_LOGGING_URL", logging.Url), ("Vision__Audit__FailureInterval", "00:00:01"),
                ("CV_JWT_ALGORITHM", "RS256"), ("CV_JWT_AUTHORITY", $"http://user:{Configured}@127.0.0.1:{closed}"), ("CV_JAEGER_ENDPOINT", $"http://user:{Configured}@127.0.0.1:{closed}"),
            ]);
        await logging.UntilReadyAsync();
        await inference.UntilReadyAsync();
        var key = await CreateKeyAsync(inference);

        var responses = new List<string>();
        var (ofInference, ofLogging) = Routes();
        Assert.True(ofInference.Length > 30 && ofLogging.Length > 30, $"{ofInference.Length} and {ofLogging.Length} routes");
        foreach (var route in ofInference)
        {
            await DriveAsync(inference, route, key, responses);
        }

        var own = new ServiceTokens(new AccessOptions { ServiceKeys = new CommaList(ServiceKey) }, TimeProvider.System);
        foreach (var route in ofLogging)
        {
            await DriveAsync(logging, route, own.Create(TenantName.Default, "test", Scope.All.Append(Scope.Ingest))!, responses);
        }

        foreach (var service in new[] { inference, logging })
        {
            responses.Add(await service.Client.GetStringAsync("/health", Token));
            responses.Add(await service.Client.GetStringAsync("/metrics", Token));
            responses.Add(service.CommandLine);
        }

        using var administrator = inference.ClientOf(key);
        responses.Add(await administrator.GetStringAsync("/v1/audit?limit=500", Token));
        await inference.StopAsync();
        await logging.StopAsync();

        Assert.True(collector.Has("traces", "/v1/predictions") && collector.Has("logs", "Audit") && collector.Has("metrics", "cv_auth_rejections"), "the services export");
        Assert.Contains("Audit: key.create", logging.Output, StringComparison.Ordinal);
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        string[] secrets = [Mark, Configured, key, key.Split('_')[3], .. Base64Of(Mark), .. Base64Of(Configured)];
        var leaks = new List<string>();
        Search("response", responses);
        Search("log of inference", inference.Output.Split('\n'));
        Search("log of logging", logging.Output.Split('\n'));
        Search("OTLP", collector.Bodies);
        Search("file", files);
        Assert.True(leaks.Count == 0, string.Join('\n', leaks.Distinct().Take(20)));

        void Search(string place, IEnumerable<string> texts)
        {
            foreach (var text in texts)
            {
                foreach (var secret in secrets)
                {
                    if (text.IndexOf(secret, StringComparison.OrdinalIgnoreCase) is >= 0 and var index)
                    {
                        leaks.Add($"{place}: {text[Math.Max(0, index - 200)..Math.Min(text.Length, index + 60)]}");
                    }
                }
            }
        }
    }

    /// <summary>The text that Base64 produces of a secret at each of the three alignments.</summary>
    private static IEnumerable<string> Base64Of(string secret) => Enumerable.Range(0, 3).Select(shift =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('u', shift) + secret))[4..^4]);

    private static async Task<string> CreateKeyAsync(Service service)
    {
        using var client = service.ClientOf(AdministratorKey);
        using var created = await client.PostAsync("/v1/keys", new StringContent("""{"name":"leaks","scopes":["admin"]}""", Encoding.UTF8, "application/json"), Token);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
        return System.Text.Json.JsonDocument.Parse(await created.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("key").GetString()!;
    }

    /// <summary>Sends the secret as a wrong credential, and beside a right one.</summary>
    private static async Task DriveAsync(Service service, (string Method, string Path) route, string credential, List<string> responses)
    {
        // The routes that never end or return the key itself.
        if (route.Path.EndsWith("/stream", StringComparison.Ordinal) || route.Path.EndsWith("/rotate", StringComparison.Ordinal))
        {
            return;
        }

        string[] wrong = [$"Bearer {Mark}", $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"user:{Mark}"))}", $"Bearer vs_live_{Mark}_{Mark}_{Mark}", $"Bearer e30.{Mark}.{Mark}"];
        foreach (var authorization in wrong)
        {
            await SendAsync(authorization, Mark, null);
        }

        foreach (var content in Bodies(route.Method))
        {
            await SendAsync("Bearer " + credential, null, content);
        }

        async Task SendAsync(string authorization, string? key, HttpContent? content)
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), $"{route.Path}?{Query}") { Content = content };
            Add("Authorization", authorization);
            Add("X-Api-Key", key);
            Add("X-Amz-Security-Token", Mark);
            Add("Proxy-Authorization", $"Basic {Mark}");
            Add("Cookie", $"session={Mark}; vision={Mark}");
            Add("Referer", $"http://user:{Mark}@example.com/page?{Query}");
            using var response = await service.Client.SendAsync(request, Token);
            responses.Add($"{route.Method} {route.Path} {response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync(Token)}");

            void Add(string name, string? value)
            {
                if (value is not null)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }
        }
    }

    private static IEnumerable<HttpContent?> Bodies(string method)
    {
        if (method is not ("POST" or "PUT"))
        {
            yield return null;
            yield break;
        }

        const string Json = $$"""{"api_key":"{{Mark}}","token":"{{Mark}}","image":"http://user:{{Mark}}@127.0.0.1/?token={{Mark}}","verdict":"{{Mark}}","scopes":["{{Mark}}"],"ids":["{{Mark}}"],"expires_at":"{{Mark}}","events":[{"id":"{{Mark}}"}]}""";
        yield return new StringContent(Json, Encoding.UTF8, "application/json");
        yield return new StringContent(Json[..^9], Encoding.UTF8, "application/json");
        yield return new FormUrlEncodedContent([new("api_key", Mark), new("token", Mark), new("image", $"http://user:{Mark}@127.0.0.1/")]);
        yield return new MultipartFormDataContent { { new StringContent(Mark), "api_key" }, { new StringContent(Mark), "token" }, { new ByteArrayContent([1, 2, 3]), "image", "a.jpg" } };
    }

    /// <summary>Each method and path of both services, from their endpoint lists.</summary>
    private static ((string Method, string Path)[] Inference, (string Method, string Path)[] Logging) Routes()
    {
        using var services = new ClosedService();
        return ([.. EndpointRequests.Of(services.Inference.Services)], [.. EndpointRequests.Of(services.Inference.Logging.Services)]);
    }

    /// <summary>A service as a process, configured by its environment.</summary>
    private sealed class Service : IDisposable
    {
        private readonly ChildProcess _process;
        private readonly OutputLines _lines = new();

        public Service(Type service, IEnumerable<(string Name, string? Value)> environment)
        {
            Url = $"http://127.0.0.1:{FreePort.Take()}";
            Client = new HttpClient { BaseAddress = new Uri(Url) };
            var start = new ProcessStartInfo("dotnet", [service.Assembly.Location, "--urls", Url]);
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }

            _process = ChildProcess.Start(start, _lines.Add);
        }

        public string Url { get; }

        public HttpClient Client { get; }

        public string Output => _lines.ToString();

        public string CommandLine => OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{_process.Id}/cmdline") : "";

        public HttpClient ClientOf(string credential)
        {
            var client = new HttpClient { BaseAddress = Client.BaseAddress };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
            return client;
        }

        public async Task UntilReadyAsync()
        {
            try
            {
                await Until.AnswersAsync(Client, "/ready", HttpStatusCode.OK, TimeSpan.FromMinutes(2));
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{e.Message} {Output[Math.Max(0, Output.Length - 4000)..]}", e);
            }
        }

        public async Task StopAsync()
        {
            Assert.True(_process.Signal(UnixSignal.Terminate), "it runs");
            await _process.EndAsync(Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
        }

        public void Dispose()
        {
            _process.Dispose();
            Client.Dispose();
        }
    }
}
