using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace VisionSystem.AppHost;

/// <summary>The address that the public API listens on.</summary>
internal sealed record ListenAddress(IPAddress Address)
{
    public const string Loopback = "127.0.0.1";

    /// <summary>The address in URL form: IPv6 in brackets (RFC 3986, 3.2.2).</summary>
    public string Host => Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();

    /// <summary>True if only this machine can reach the address.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>The address and who can reach it.</summary>
    public string Description => IsLoopback
        ? $"The API listens on {Address}, reachable from this machine only."
        : $"The API listens on {Address}, reachable from other machines. List further host names of the API in CV_ALLOWED_HOSTS; its IP addresses are always accepted.";

    /// <summary>The addresses at which other machines reach the API; empty for a loopback address.</summary>
    public IEnumerable<IPAddress> Reachable => IsLoopback ? []
        : !Address.Equals(IPAddress.Any) && !Address.Equals(IPAddress.IPv6Any) ? [Address]
        : NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal);

    /// <param name="text">An IP address, with or without the brackets of IPv6, or <c>localhost</c>; null for the loopback address.</param>
    /// <param name="errors">Receives a sentence if the text is invalid.</param>
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
