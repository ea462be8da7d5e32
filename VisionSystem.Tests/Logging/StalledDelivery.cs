using System.Globalization;
using System.Net.Sockets;
using System.Text;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging;

/// <summary>A delivery whose sender stops in the middle of the last image.</summary>
internal sealed class StalledDelivery : IDisposable
{
    private const int NotSent = 500;

    private readonly TcpClient _connection = new();

    public static async Task<StalledDelivery> SendAsync(Uri service, Delivery delivery)
    {
        var token = TestContext.Current.CancellationToken;
        using var content = delivery.ToContent();
        var body = await content.ReadAsByteArrayAsync(token);
        var head = string.Create(CultureInfo.InvariantCulture, $"POST {PredictionBatch.Path} HTTP/1.1\r\nHost: {service.Authority}\r\nContent-Type: {content.Headers.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n");
        var stalled = new StalledDelivery();
        await stalled._connection.ConnectAsync(service.Host, service.Port, token);
        var stream = stalled._connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), token);
        await stream.WriteAsync(body.AsMemory(0, body.Length - NotSent), token);
        return stalled;
    }

    /// <summary>The status line of the response.</summary>
    public async Task<string?> StatusAsync()
    {
        using var reader = new StreamReader(_connection.GetStream());
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _connection.Dispose();
}
