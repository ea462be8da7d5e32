using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Tests.Inference.Detect;
using VisionSystem.Tests.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.Inference.Requests;

/// <summary>Bodies that are larger, deeper or longer than they say, on every route of both services that accepts a body.</summary>
public sealed class HostileBodyTests(HostileBodyTests.Service service) : IClassFixture<HostileBodyTests.Service>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const long MostKilobytes = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => ["inference", "logging"];

    /// <summary>Each is refused as malformed, too large or of the wrong kind, or for a resource or model that does not exist; none is a failure of the service.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_route_refuses_hostile_bodies(string name)
    {
        var (client, routes) = service.Of(name);
        Assert.NotEmpty(routes);
        var bomb = Gzip(512L << 20);
        var large = new byte[64 << 20];
        foreach (var (method, path) in routes)
        {
            foreach (var (what, bytes, encoding) in new (string, byte[], string?)[]
            {
                ("JSON nested 101 deep", Nested(101), null),
                ("JSON nested 100,000 deep", Nested(100_000), null),
                ("metadata nested 101 deep", Encoding.UTF8.GetBytes($$"""{"image": "aGk=", "name": "x", "metadata": {{Encoding.UTF8.GetString(Nested(101))}}}"""), null),
                ("gzip bomb", bomb, "gzip"),
                ("over the limit", large, null),
            })
            {
                using var body = new ByteArrayContent(bytes);
                body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                body.Headers.TryAddWithoutValidation("Content-Encoding", encoding ?? "identity");
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = body };
                HttpStatusCode status;
                try
                {
                    using var response = await client.SendAsync(request, Token);
                    status = response.StatusCode;
                }
                catch (HttpRequestException exception) when (exception.InnerException is IOException)
                {
                    // The server closed the connection while the client was still sending.
                    status = HttpStatusCode.RequestEntityTooLarge;
                }

                Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotFound or HttpStatusCode.Conflict, $"{method} {path}, {what}: {status}");
                Assert.True(what != "over the limit" || status is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, $"{method} {path}, {what}: {status}");
            }
        }
    }

    [Fact]
    public async Task Hostile_bodies_need_less_than_a_hundred_megabytes_above_idle()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of a process is read from /proc");
        using var process = new ServiceProcess(("CV_AUTH", "off"), ("CV_MAX_FILE_SIZE_MB", "1"), ("CV_MAX_REQUEST_SIZE_MB", "1"), ("CV_LOGGING_URL", "http://127.0.0.1:9"));
        await process.UntilStatusAsync("/ready", HttpStatusCode.OK);
        using (var first = await process.Client.SendAsync(BodyPosts.Sample("shelf.jpg"), "?recording=off"))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        BombMemoryTests.ResetPeak(process.Id);
        var idle = BombMemoryTests.Read(process.Id, "VmRSS");
        foreach (var bytes in new[] { Gzip(512L << 20), Nested(100_000), Encoding.UTF8.GetBytes("{\"image\": \"" + new string('A', 64 << 20)) })
        {
            using var body = new StreamContent(new BadInputTests.UnknownLength(bytes));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            body.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
            try
            {
                using var response = await process.Client.PostAsync(new Uri("/v1/detect", UriKind.Relative), body, Token);
                Assert.InRange((int)response.StatusCode, 400, 415);
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException)
            {
                // The server closed the connection while the client was still sending.
            }
        }

        var above = BombMemoryTests.Read(process.Id, "VmHWM") - idle;
        Assert.True(above < MostKilobytes, $"{above / 1000} MB above idle");
    }

    /// <summary>A body that ends before its announced length holds nothing of the service, and one that is longer is the next request.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task No_route_waits_for_or_runs_over_a_lying_content_length(string name)
    {
        var (client, routes) = service.Of(name);
        foreach (var (method, path) in routes)
        {
            var head = $"{method} {path} HTTP/1.1\r\nHost: {client.BaseAddress!.Authority}\r\nContent-Type: application/json\r\n";
            await SendAsync(client.BaseAddress, head + "Content-Length: 1000\r\n\r\n{\"image\":");
            var both = await ExchangeAsync(client.BaseAddress, head + "Content-Length: 2\r\n\r\n{}GET /smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 4", both, StringComparison.Ordinal);
            Assert.DoesNotContain("HTTP/1.1 5", both, StringComparison.Ordinal);

            var conflicting = await ExchangeAsync(client.BaseAddress, head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
            Assert.StartsWith("HTTP/1.1 400", conflicting, StringComparison.Ordinal);
            var negative = await ExchangeAsync(client.BaseAddress, head + "Content-Length: -1\r\n\r\n{}");
            Assert.StartsWith("HTTP/1.1 400", negative, StringComparison.Ordinal);
        }

        using var alive = await client.GetAsync(new Uri("/alive", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth));

    private static byte[] Gzip(long length)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (var written = 0L; written < length; written += zeros.Length)
            {
                gzip.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    /// <summary>Sends bytes and closes the connection.</summary>
    private static async Task SendAsync(Uri server, string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port, Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Token);
    }

    /// <summary>Sends bytes, and returns everything that the server sends until it closes the connection.</summary>
    private static async Task<string> ExchangeAsync(Uri server, string request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port, patience.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), patience.Token);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var count)
            {
                received.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // The server reset the connection after its response.
        }

        return received.ToString();
    }

    /// <summary>Both services, the public one with small limits.</summary>
    public sealed class Service : IDisposable
    {
        private readonly InferenceApplication _inference = new(("CV_MAX_FILE_SIZE_MB", "1"), ("CV_MAX_REQUEST_SIZE_MB", "1"));

        /// <summary>The client of a service, and each of its routes that accepts a body.</summary>
        internal (HttpClient Client, (string Method, string Path)[] Routes) Of(string name)
        {
            var (services, client) = name == "inference"
                ? (_inference.Services, _inference.CreateClient())
                : (_inference.Logging.Services, _inference.Logging.CreateClient());
            var routes =
                from route in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                let text = route.RoutePattern.RawText!
                where text.StartsWith("/v1", StringComparison.Ordinal) && !text.Contains("/load", StringComparison.Ordinal) && !text.Contains("/unload", StringComparison.Ordinal)
                    && !text.StartsWith("/v1/session", StringComparison.Ordinal) && !text.EndsWith("/rotate", StringComparison.Ordinal)
                let path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
                    part is RoutePatternLiteralPart literal ? literal.Content : Guid.Empty.ToString()))))
                from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
                where method is "POST" or "PUT" or "PATCH"
                select (method, path);
            return (client, [.. routes.Distinct()]);
        }

        public void Dispose() => _inference.Dispose();
    }
}
