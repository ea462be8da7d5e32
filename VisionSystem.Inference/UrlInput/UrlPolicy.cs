using System.Net;

namespace VisionSystem.Inference.UrlInput;

/// <summary>Decides which URLs, hosts, ports and addresses images are fetched from.</summary>
internal sealed class UrlPolicy(UrlInputOptions options)
{
    /// <summary>The ports of http and https.</summary>
    public static readonly int[] DefaultPorts = [80, 443];

    private readonly ListedHost[]? _listed = options.Hosts is { } hosts ? [.. hosts.Items.Select(ListedHost.Parse).OfType<ListedHost>()] : null;

    /// <summary>Parses a URL of the caller; null if it has another scheme, or a user name or password.</summary>
    public static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && IsPlain(url) ? url : null;

    /// <summary>The reason why a URL is not fetched, for the log; null if its host may be resolved.</summary>
    public string? Refuse(Uri url) =>
        !IsPlain(url) ? "neither http nor https, or with credentials"
        : _listed is null && !DefaultPorts.Contains(url.Port) ? $"port {url.Port} is neither 80 nor 443"
        : _listed is not null && !_listed.Any(entry => entry.Covers(url.IdnHost, url.Port)) ? "host and port are not in CV_URL_INPUT_HOSTS"
        : null;

    /// <summary>True if a connection for this host and port may have this address.</summary>
    public bool Permits(string host, int port, IPAddress address) =>
        _listed is null
            ? AddressRanges.IsPublic(address)
            : Array.Exists(_listed, entry => entry.Covers(host, port) && entry.Permits(address));

    private static bool IsPlain(Uri url) => (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0 && url.IdnHost.Length > 0;
}
