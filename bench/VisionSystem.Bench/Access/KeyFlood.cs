using System.Net;
using System.Net.Sockets;
using System.Text;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Bench.Access;

/// <summary>
/// A flood of requests with invented API keys at a fixed rate: well-formed keys with a correct checksum, the most expensive kind to
/// reject. Requests are pipelined, so that the flood itself uses little processor time, over more connections than requests may wait.
/// </summary>
internal sealed class KeyFlood : IAsyncDisposable
{
    private const int Connections = 200;
    private const int Keys = 2000;
    private static readonly byte[] Rejection = "HTTP/1.1 401"u8.ToArray();
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _clients;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private long _rejected;

    private KeyFlood(IPEndPoint server, double rate)
    {
        var requests = Array.ConvertAll(new int[Keys], _ => Encoding.ASCII.GetBytes(
            $"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Api-Key: {ApiKey.Create().Text}\r\n\r\n"));
        _clients = [.. Enumerable.Range(0, Connections).Select(number => Task.Run(() => RunAsync(server, requests, number, rate / Connections)))];
    }

    /// <summary>Number of requests sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Number of responses 401 received so far.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Starts a flood and waits for its first rejection.</summary>
    /// <param name="server">The service.</param>
    /// <param name="rate">Requests per second over all connections.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<KeyFlood> StartAsync(IPEndPoint server, double rate, CancellationToken cancellationToken)
    {
        var flood = new KeyFlood(server, rate);
        await flood._begun.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        return flood;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task RunAsync(IPEndPoint server, byte[][] requests, int number, double rate)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, _stop.Token);
            await Task.WhenAll(SendAsync(socket, requests, number * 61, rate), ReceiveAsync(socket));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Either the flood ended, or the service closed the connection; the counts show how much was sent.
        }
    }

    private async Task SendAsync(Socket socket, byte[][] requests, int next, double rate)
    {
        using var timer = new PeriodicTimer(Tick);
        var (due, buffer) = (0.0, new List<byte>(16 * 1024));
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            buffer.Clear();
            for (due += rate * Tick.TotalSeconds; due >= 1; due--)
            {
                buffer.AddRange(requests[next++ % requests.Length]);
                Interlocked.Increment(ref _sent);
            }

            await socket.SendAsync(buffer.ToArray(), SocketFlags.None, _stop.Token);
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var (buffer, kept) = (new byte[64 * 1024], 0);
        while (await socket.ReceiveAsync(buffer.AsMemory(kept), SocketFlags.None, _stop.Token) is > 0 and var count)
        {
            Interlocked.Add(ref _rejected, Count(buffer.AsSpan(0, kept + count)));
            _begun.TrySetResult();

            // A status line may continue in the next read.
            var tail = Math.Min(kept + count, Rejection.Length - 1);
            buffer.AsSpan(kept + count - tail, tail).CopyTo(buffer);
            kept = tail;
        }
    }

    private static int Count(ReadOnlySpan<byte> bytes) => bytes.Count(Rejection);
}
