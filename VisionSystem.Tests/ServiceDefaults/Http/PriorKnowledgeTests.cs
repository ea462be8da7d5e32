using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults;

/// <summary>Tests HTTP/2 without TLS and HTTP/1.1 on one port.</summary>
public sealed class PriorKnowledgeTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly byte[] EmptySettings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Both_HTTP_versions_work_on_the_same_port(string version)
    {
        await using var service = await StartAsync();
        var body = new byte[300_000];
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/size") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body) };
            using var answer = await service.Client.SendAsync(request, Token);

            Assert.Equal(Version.Parse(version), answer.Version);
            Assert.Equal($"HTTP/{(version == "2.0" ? "2" : version)} http 300000", await answer.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task Curl_works_with_and_without_prior_knowledge()
    {
        await using var service = await StartAsync();
        foreach (var (option, version) in new[] { ("--http2-prior-knowledge", "2"), ("--http1.1", "1.1") })
        {
            var (exitCode, output) = await TestTools.RunAsync("curl", "curl (apt install curl)", "-sS", option, "-w", "%{http_version}", "-o", "/dev/null", service.Client.BaseAddress + "ready");
            Assert.Equal((0, version), (exitCode, output.ToString().Trim()));
        }
    }

    /// <summary>The bytes that identify the protocol may arrive in any fragments.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(23)]
    public async Task A_preface_in_pieces_is_recognised(int piece)
    {
        await using var service = await StartAsync();
        using var socket = await ConnectAsync(service);

        foreach (var bytes in Preface.Concat(EmptySettings).Chunk(piece))
        {
            await socket.SendAsync(bytes, Token);
        }

        var frame = await ReceiveAsync(socket, 9);

        // A SETTINGS frame on stream 0 (RFC 9113, 6.5).
        Assert.Equal((4, 0), (frame[3], frame[5] | frame[6] | frame[7] | frame[8]));
    }

    [Theory]
    [InlineData("P", "OST /size HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 200")]
    [InlineData("PRI * HTTP/", "1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 405")]
    public async Task Bytes_that_resemble_the_preface_are_still_http_1(string begin, string rest, string status)
    {
        await using var service = await StartAsync();
        using var socket = await ConnectAsync(service);

        await socket.SendAsync(Encoding.ASCII.GetBytes(begin), Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(rest), Token);

        Assert.Equal(status, Encoding.ASCII.GetString(await ReceiveAsync(socket, status.Length)));
    }

    /// <summary>Load balancers open connections before they have data to send.</summary>
    [Fact]
    public async Task A_silent_connection_does_not_delay_shutdown()
    {
        var service = await StartAsync(("CV_SHUTDOWN_TIMEOUT", "10m"));
        using var socket = await ConnectAsync(service);
        await service.GetTextAsync("/ready");

        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Token));
    }

    private static Task<TestService> StartAsync(params (string Name, string Value)[] settings) => TestService.StartAsync(
        settings,
        map: app => app.MapPost("/size", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return $"{context.Request.Protocol} {context.Request.Scheme} {body.Length}";
        }));

    private static async Task<byte[]> ReceiveAsync(Socket socket, int length)
    {
        var buffer = new byte[length];
        using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(buffer, Token);
        return buffer;
    }

    private static async Task<Socket> ConnectAsync(TestService service)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port, Token);
        return socket;
    }
}
