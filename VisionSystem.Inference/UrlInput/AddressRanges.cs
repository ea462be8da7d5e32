using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Inference.UrlInput;

/// <summary>
/// The ranges of addresses, after the registries of special-purpose addresses
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry).
/// </summary>
internal static class AddressRanges
{
    /// <summary>Addresses of private networks, in which cameras and recorders are.</summary>
    private static readonly IPNetwork[] Private = Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

    /// <summary>Metadata services of clouds that are inside a private range: Amazon over IPv6, Alibaba.</summary>
    private static readonly IPNetwork[] Metadata = Networks("fd00:ec2::/32", "100.100.100.200/32");

    /// <summary>IPv4: this network, loopback, link-local with metadata, protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved with broadcast.</summary>
    private static readonly IPNetwork[] Special4 = Networks(
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /// <summary>
    /// The range that IPv6 assigns to the public. Outside of it are loopback, link-local, multicast, and IPv4-mapped, IPv4-compatible
    /// and NAT64 addresses, each of which can stand for an IPv4 address.
    /// </summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Inside that range: protocol assignments with Teredo, documentation, 6to4.</summary>
    private static readonly IPNetwork[] Special6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>True for an address of the public internet.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Contains(Special4, address) && !Contains(Private, address),
        AddressFamily.InterNetworkV6 => Contains(Global6, address) && !Contains(Special6, address),
        _ => false,
    };

    /// <summary>True for an address of a private network, without metadata services.</summary>
    public static bool IsPrivate(IPAddress address) => Contains(Private, address) && !Contains(Metadata, address);

    /// <summary>
    /// IPv4-mapped addresses are in no range: <see cref="IPNetwork.Contains"/> of .NET 10 compares their IPv4 part with IPv6 networks
    /// too, and finds ::ffff:10.0.0.1 in 2000::/3.
    /// </summary>
    private static bool Contains(IPNetwork network, IPAddress address) => !address.IsIPv4MappedToIPv6 && network.Contains(address);

    private static bool Contains(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => Contains(network, address));

    private static IPNetwork[] Networks(params ReadOnlySpan<string> texts)
    {
        var networks = new IPNetwork[texts.Length];
        for (var index = 0; index < networks.Length; index++)
        {
            networks[index] = IPNetwork.Parse(texts[index]);
        }

        return networks;
    }
}
