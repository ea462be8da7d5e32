using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace VisionSystem.Tests.ServiceDefaults;

internal static class ThisMachine
{
    /// <summary>An address of this machine in a network; skips the test if it has none.</summary>
    public static IPAddress NetworkAddress()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(address is null, "this machine is in no IPv4 network");
        return address!;
    }
}
