using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Tests.Servers;

/// <summary>
/// A proxy in front of a server that injects network faults: delayed, cut, or half-open (connected, but no data pass). Listens
/// on a free port of this machine; clients connect to it instead of the server.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flowing = Flowing();
    private long _bytesToServer;
    private long _cutAfter = long.MaxValue;

    /// <param name="port">The server's port on this machine.</param>
    public TcpProxy(int port)
    {
        _server = new IPEndPoint(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The delay of each block of data, in both directions.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>If true, closes new connections immediately, as a stopped server does.</summary>
    public bool Refuses { get; set; }

    public long BytesToServer => Interlocked.Read(ref _bytesToServer);

    /// <summary>Breaks all open connections.</summary>
    public void Cut()
    {
        foreach (var client in _open.Keys)
        {
            Reset(client);
        }
    }

    /// <summary>Breaks the connection that carries this number of additional bytes to the server, before all of them are sent.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _cutAfter, BytesToServer + bytes);

    /// <summary>Keeps connections open and passes no data until <see cref="Resume"/>.</summary>
    public void Stall() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _flowing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Resume();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private static void Reset(TcpClient client)
    {
        try
        {
            // Null after disposal.
            client.Client?.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The socket is already closed.
        }

        client.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _open[client] = true;
        try
        {
            if (!Refuses)
            {
                await _flowing.Task;
                await server.ConnectAsync(_server, _end.Token);
                _open[server] = true;
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), counted: true),
                    PumpAsync(server.GetStream(), client.GetStream(), counted: false));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The server is down, or the connection was cut.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            Reset(client);
            Reset(server);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool counted)
    {
        var buffer = new byte[16384];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
            {
                if (counted && Interlocked.Add(ref _bytesToServer, read) > Interlocked.Read(ref _cutAfter))
                {
                    Interlocked.Exchange(ref _cutAfter, long.MaxValue);
                    return;
                }

                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _end.Token);
                }

                await _flowing.Task;
                await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Either side has closed the connection.
        }
    }

    private static bool IsEnd(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;
}
