using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VisionSystem.Tests.Inference.UrlInput;

/// <summary>A web server on a free port that sends the same bytes to every request, and keeps the connection open or closes it.</summary>
internal sealed class ImageHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly Func<string, Stream, CancellationToken, Task> _respond;
    private readonly Task _accepting;
    private int _connections;

    public ImageHost(Func<string, Stream, CancellationToken, Task> respond, IPAddress? address = null, int port = 0)
    {
        _respond = respond;
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A server whose response has this head and body.</summary>
    public static ImageHost Of(string head, byte[] body) => new((_, stream, cancel) => SendAsync(stream, head, body, cancel));

    /// <summary>A server of one image.</summary>
    public static ImageHost Of(byte[] image) => Of(Head("image/jpeg", image.Length), image);

    public static string Head(string type, long length) => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n";

    public static async Task SendAsync(Stream stream, string head, byte[] body, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            using (client)
            {
                var buffer = new byte[8192];
                var length = await client.GetStream().ReadAsync(buffer, _stop.Token);
                await _respond(Encoding.ASCII.GetString(buffer, 0, length), client.GetStream(), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // The client has closed the connection, or the test has ended.
        }
    }
}
