using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>The order of the endpoint filters: the cheapest refusal comes first.</summary>
public sealed class RefusalOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_above_its_rate_limit_is_refused_before_its_body_is_read()
    {
        await using var service = new InferenceApplication(("CV_RATE_LIMIT_PER_TENANT", "1"), ("CV_RATE_LIMIT_WINDOW", "1h"));
        using var client = await service.ReadyClientAsync();
        using var first = await client.PostAsync("/v1/detect", new ByteArrayContent("no image"u8.ToArray()), Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Token);

        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/detect HTTP/1.1\r\nHost: {client.BaseAddress.Authority}\r\nContent-Type: image/jpeg\r\nContent-Length: 1000000\r\n\r\n"), Token);
        var buffer = new byte[64];
        var read = await socket.ReceiveAsync(buffer, Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, first.StatusCode);
        Assert.StartsWith("HTTP/1.1 429 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }
}
