using System.ComponentModel.DataAnnotations;
using System.Net;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.UrlInput;

/// <summary>Images that the service fetches by URL (<c>Vision:UrlInput</c>).</summary>
internal sealed record UrlInputOptions
{
    public const string Section = "Vision:UrlInput";

    /// <summary>Whether <c>image_url</c> is accepted (<c>CV_ALLOW_URL_INPUT</c>).</summary>
    public bool Allow { get; init; }

    /// <summary>
    /// The only hosts that images are fetched from (<c>CV_URL_INPUT_HOSTS</c>); null for every host with a public address. The name of
    /// a listed host may resolve to an address of a private network; a listed address may be any.
    /// </summary>
    [Hosts]
    public CommaList? Hosts { get; init; }

    /// <summary>The time for one image, from the resolution of the name to the last byte (<c>CV_URL_INPUT_TIMEOUT</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    private sealed class HostsAttribute() : ItemsAttribute("hosts like images.example.com, *.example.com, camera.lan:8080, 192.168.1.20 or [fd12::7]:8080")
    {
        protected override bool Accepts(string item) => ListedHost.Parse(item) is not null;
    }
}

/// <summary>One entry of <c>CV_URL_INPUT_HOSTS</c>.</summary>
/// <param name="Name">The name without <c>*.</c>; empty for an address.</param>
/// <param name="Address">The address; null for a name.</param>
/// <param name="Port">The port; null for 80 and 443.</param>
/// <param name="HasSubdomains">True if the entry is for all subdomains of the name.</param>
internal sealed record ListedHost(string Name, IPAddress? Address, int? Port, bool HasSubdomains)
{
    /// <summary>Parses an entry; null if it is not valid.</summary>
    public static ListedHost? Parse(string item)
    {
        if (IPAddress.TryParse(item.Trim('[', ']'), out var address))
        {
            return new ListedHost("", address, null, false);
        }

        var colon = item.LastIndexOf(':');
        int? port = null;
        if (colon > 0)
        {
            if (!ushort.TryParse(item.AsSpan(colon + 1), out var number) || number == 0)
            {
                return null;
            }

            (port, item) = (number, item[..colon]);
            if (IPAddress.TryParse(item.Trim('[', ']'), out address))
            {
                return new ListedHost("", address, port, false);
            }
        }

        var hasSubdomains = item.StartsWith("*.", StringComparison.Ordinal);
        var name = hasSubdomains ? item[2..] : item;
        return Uri.CheckHostName(name) == UriHostNameType.Dns ? new ListedHost(name, null, port, hasSubdomains) : null;
    }

    /// <summary>True if the entry is for this host and port.</summary>
    public bool Covers(string host, int port) =>
        (Port is { } only ? only == port : UrlPolicy.DefaultPorts.Contains(port))
        && (Address is not null ? IPAddress.TryParse(host, out var address) && Address.Equals(address)
            : HasSubdomains ? host.EndsWith("." + Name, StringComparison.OrdinalIgnoreCase)
            : host.Equals(Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// True if the host may have this address. Whoever owns a domain can add subdomains, so only an exact name may have an address
    /// of a private network.
    /// </summary>
    public bool Permits(IPAddress address) =>
        Address is not null ? Address.Equals(address)
        : AddressRanges.IsPublic(address) || (!HasSubdomains && AddressRanges.IsPrivate(address));
}
