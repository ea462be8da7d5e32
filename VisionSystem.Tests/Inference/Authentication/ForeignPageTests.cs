using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>
/// A page of a foreign site reaches no route of an open service on this machine, neither under its own name (DNS rebinding) nor
/// from its own origin.
/// </summary>
public sealed class ForeignPageTests(ForeignPageTests.Service service) : IClassFixture<ForeignPageTests.Service>
{
    private const string Evil = "https://evil.example";

    private static readonly string[] Probes = ["/health", "/ready", "/alive", "/metrics"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => ["inference", "logging"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task No_route_responds_to_a_foreign_host_except_probes(string name)
    {
        var (services, client) = service.Of(name);
        var requests = Requests(services).Concat(name == "inference" ? [("GET", "/"), ("GET", "/console.js"), ("GET", "/docs/index.html"), ("GET", "/nowhere")] : []);
        foreach (var (method, path) in requests)
        {
            using var response = await SendAsync(client, method, path, host: "evil.example:8000");
            var expected = Probes.Contains(path) ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
            Assert.True(expected == response.StatusCode, $"{method} {path}: {response.StatusCode}");
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task No_route_that_changes_data_and_no_event_stream_responds_to_a_foreign_origin(string name)
    {
        var (services, client) = service.Of(name);
        var refused = Requests(services).Where(request => request.Method is not ("GET" or "HEAD") || request.Path.EndsWith("/stream", StringComparison.Ordinal)).ToList();
        Assert.Contains(refused, request => request.Method == "DELETE");
        Assert.Contains(("GET", "/v1/predictions/stream"), refused);
        foreach (var (method, path) in refused)
        {
            foreach (var origin in new[] { Evil, "null", "http://localhost:1", "http://127.0.0.1.evil.example" })
            {
                using var response = await SendAsync(client, method, path, origin: origin);
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} from {origin}: {response.StatusCode}");
                if (method != "HEAD")
                {
                    Assert.Equal("foreign-origin", (await response.ProblemAsync()).Slug());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task No_route_lets_a_foreign_origin_read_or_open_a_socket(string name)
    {
        var (services, client) = service.Of(name);
        foreach (var (method, path) in Requests(services).Where(request => request.Method is "GET" or "HEAD"))
        {
            using var response = await SendAsync(client, method, path, origin: Evil);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"), path);
            Assert.StartsWith("HTTP/1.1 403", await UpgradeAsync(client.BaseAddress!, path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_of_a_foreign_page_records_nothing()
    {
        var (_, client) = service.Of("inference");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(BodyPosts.Sample("shelf.jpg")), "image", "foreign.jpg" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/detect?source=foreign-page") { Content = form, Headers = { { "Origin", Evil } } };
        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("\"items\":[]", await client.GetStringAsync(new Uri("/v1/predictions?source=foreign-page", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    /// <summary>Each method of each route, with values for its parameters.</summary>
    private static IEnumerable<(string Method, string Path)> Requests(IServiceProvider services) =>
        from route in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
            part is RoutePatternLiteralPart literal ? literal.Content : part is RoutePatternParameterPart { Name: "documentName" } ? "v1" : Guid.Empty.ToString()))))
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, path);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? host = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Headers = { Host = host } };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>Sends the request that opens a WebSocket, and returns the first bytes of the response.</summary>
    private static async Task<string> UpgradeAsync(Uri service, string path)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service.Host, service.Port, Token);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {service.Authority}\r\nOrigin: {Evil}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), Token);
        var buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Token));
    }

    /// <summary>Both services as Development on a loopback address starts them: open.</summary>
    public sealed class Service : IDisposable
    {
        private readonly InferenceApplication _inference = new(("CV_METRICS_ENABLED", "true"));

        internal (IServiceProvider Services, HttpClient Client) Of(string name) => name == "inference"
            ? (_inference.Services, _inference.CreateClient())
            : (_inference.Logging.Services, _inference.Logging.CreateClient());

        public void Dispose() => _inference.Dispose();
    }
}
