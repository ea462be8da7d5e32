using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace VisionSystem.AppHost;

/// <summary>The address that the public API listens on.</summary>
internal sealed record ListenAddress(IPAddress Address)
{
    public const string Loopback = "127.0.0.1";

    /// <summary>The address as it stands in a URL: IPv6 in brackets (RFC 3986, 3.2.2).</summary>
    public string Host => Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();

    /// <summary>What it means to listen elsewhere than on this machine alone; null when it does not.</summary>
    public string? Warning => IPAddress.IsLoopback(Address) ? null
        : $"The API listens on {Address}. There is no authentication yet: everybody who reaches this address can use it and see every photo. Name the hosts that it is called by in CV_ALLOWED_HOSTS; its own address needs no name.";

    /// <summary>The addresses that the API is then reached by from elsewhere.</summary>
    public IEnumerable<IPAddress> Reachable => IPAddress.IsLoopback(Address) ? []
        : !Address.Equals(IPAddress.Any) && !Address.Equals(IPAddress.IPv6Any) ? [Address]
        : NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal);

    /// <param name="text">An IP address, with or without the brackets of IPv6, or <c>localhost</c>; null for the default.</param>
    /// <param name="errors">Gets a sentence if it is neither.</param>
    public static ListenAddress Parse(string? text, List<string> errors)
    {
        if (text is null || string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new(IPAddress.Parse(Loopback));
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return new(address);
        }

        errors.Add($"--listen must be an IP address of this machine (0.0.0.0 for all), not '{text}'.");
        return new(IPAddress.Parse(Loopback));
    }
}
