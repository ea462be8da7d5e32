using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Bench.Servers;

/// <summary>Ports of this machine for servers that end and come back.</summary>
internal static class FreePort
{
    // Below what kernels give to outgoing connections (32768 and up on Linux, 49152 elsewhere), so that nothing takes the port
    // while its owner restarts; and below those that the app host gives away.
    private const int First = 10_000;
    private const int Count = 9_000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>One that nothing listens on; never the same twice.</summary>
    public static int Take()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }

        throw new InvalidOperationException($"No port from {First} on is free.");
    }
}
