using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

internal static class FreePorts
{
    // Below the range that kernels give to outgoing connections (32768 and up on Linux, 49152 and up elsewhere), so that a port
    // stays free while its owner restarts.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Taken = [];
    private static int _next = Random.Shared.Next(First, Last);

    public static int Take()
    {
        lock (Taken)
        {
            for (var tried = 0; tried < Last - First; tried++)
            {
                var port = _next++;
                _next = _next > Last ? First : _next;
                if (Taken.Add(port) && IsFree(port))
                {
                    return port;
                }
            }
        }

        throw new DistributedApplicationException($"No port between {First} and {Last} is free.");
    }

    private static bool IsFree(int port)
    {
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port))
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
