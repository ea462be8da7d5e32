using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Bench.Servers;

/// <summary>Ports of this machine for servers that restart.</summary>
internal static class FreePort
{
    // Below the ports that kernels assign to outgoing connections (from 32768 on Linux, from 49152 elsewhere), so that no connection
    // occupies the port while its owner restarts; and below the ports that the app host assigns.
    private const int First = 10_000;
    private const int Count = 9_000;

    private static readonly string Reservations = Path.Combine(Path.GetTempPath(), $"vision-ports-{Environment.UserName}");
    private static readonly ConcurrentBag<FileStream> Held = [];

    private static int _next = Random.Shared.Next(Count);

    /// <summary>
    /// Reserves a port without a listener, for the rest of this process. Between this check and the start of its server, another
    /// process that starts servers could choose the same port, so each reservation also locks a file.
    /// </summary>
    public static int Take()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            if (!TryReserve(port))
            {
                continue;
            }

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

    /// <summary>Locks the file of a port until this process ends; returns false if another process holds it.</summary>
    internal static bool TryReserve(int port)
    {
        Directory.CreateDirectory(Reservations);
        try
        {
            Held.Add(new FileStream(Path.Combine(Reservations, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
