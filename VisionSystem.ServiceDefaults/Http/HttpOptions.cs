using System.Net;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>How the service is reached: from which pages, under which names, through which proxies.</summary>
internal sealed record HttpOptions : IValidated
{
    public const string Section = "Vision:Http";

    /// <summary>Origins like <c>https://example.com</c>, or <c>*</c> for any; null for none.</summary>
    public CommaList? AllowedOrigins { get; init; }

    /// <summary>Hosts that requests may name besides the loopback ones: names, <c>*.example.com</c>, addresses, or <c>*</c> for any.</summary>
    public CommaList? AllowedHosts { get; init; }

    /// <summary>
    /// The names that the cluster's Services give this service, or the addresses of a machine on which it stands behind the
    /// orchestrator's proxy. The app model writes them; operators have <see cref="AllowedHosts"/>.
    /// </summary>
    public CommaList? ServiceNames { get; init; }

    /// <summary>Addresses and networks of the proxies whose <c>X-Forwarded-*</c> headers count; null for those on this machine.</summary>
    public CommaList? TrustedProxies { get; init; }

    /// <summary>What paths begin with where a proxy does not take it off: <c>/vision</c>; null for nothing.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>What may stand in <see cref="AllowedHosts"/>.</summary>
    public static bool IsHost(string item) =>
        item == "*" || IPAddress.TryParse(item, out _) || Uri.CheckHostName(item.StartsWith("*.", StringComparison.Ordinal) ? item[2..] : item) == UriHostNameType.Dns;

    /// <summary>What may stand in <see cref="TrustedProxies"/>.</summary>
    public static bool IsProxy(string item) => IPAddress.TryParse(item, out _) || IPNetwork.TryParse(item, out _);

    /// <summary>The prefix as it is used, without a slash at its end; null when it is not a path.</summary>
    public static string? NormalizePrefix(string value) =>
        value is ['/', not '/', ..] && value.TrimEnd('/') is var prefix && Uri.IsWellFormedUriString(prefix, UriKind.Relative) && !prefix.AsSpan().ContainsAny('?', '#')
            ? prefix : null;

    public IEnumerable<string> Validate() => [];
}
