using System.ComponentModel.DataAnnotations;
using System.Net;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>The origins, hosts and proxies that may reach the service (<c>Vision:Http</c>).</summary>
internal sealed record HttpOptions
{
    public const string Section = "Vision:Http";

    /// <summary>Origins like <c>https://example.com</c>, or <c>*</c> for any; null for none.</summary>
    [Origins]
    public CommaList? AllowedOrigins { get; init; }

    /// <summary>Hosts besides the loopback ones: names, <c>*.example.com</c>, addresses, or <c>*</c> for any.</summary>
    [Hosts]
    public CommaList? AllowedHosts { get; init; }

    /// <summary>
    /// The names of the cluster's Services for this service, or the addresses of the machine behind the orchestrator's proxy. The
    /// app model sets them; operators set <see cref="AllowedHosts"/>.
    /// </summary>
    public CommaList? ServiceNames { get; init; }

    /// <summary>Addresses and networks of the proxies whose <c>X-Forwarded-*</c> headers are trusted; null for those on this machine.</summary>
    [Proxies]
    public CommaList? TrustedProxies { get; init; }

    /// <summary>The path prefix that a proxy forwards without removing it: <c>/vision</c>; null for none.</summary>
    [PathPrefix]
    public string? PathPrefix { get; init; }

    private sealed class OriginsAttribute() : ItemsAttribute("origins like https://example.com, or *")
    {
        protected override bool Accepts(string item) =>
            item == "*"
            || (AbsoluteUrlAttribute.IsUrl(item, "http", "https")
                && item.TrimEnd('/').Equals(new Uri(item).GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
    }

    private sealed class HostsAttribute() : ItemsAttribute("names like vision.example.com, *.example.com, addresses, or *")
    {
        protected override bool Accepts(string item) =>
            item == "*" || IPAddress.TryParse(item, out _) || Uri.CheckHostName(item.StartsWith("*.", StringComparison.Ordinal) ? item[2..] : item) == UriHostNameType.Dns;
    }

    private sealed class ProxiesAttribute() : ItemsAttribute("addresses like 10.0.0.5 or networks like 10.0.0.0/8")
    {
        protected override bool Accepts(string item) => IPAddress.TryParse(item, out _) || IPNetwork.TryParse(item, out _);
    }

    private sealed class PathPrefixAttribute() : ValidationAttribute("a path like /vision, without a query")
    {
        public override bool IsValid(object? value) => value is not string prefix
            || (prefix is ['/', not '/', ..] && Uri.IsWellFormedUriString(prefix, UriKind.Relative) && !prefix.AsSpan().ContainsAny('?', '#'));
    }
}
