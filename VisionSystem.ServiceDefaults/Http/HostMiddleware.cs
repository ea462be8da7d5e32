using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Refuses requests with a foreign host, as a page sends them whose name was pointed at this machine (DNS rebinding). The
/// framework's own host filter also refuses probes, which use a pod's address, and does not report the setting to change.
/// </summary>
internal sealed class HostMiddleware(RequestDelegate next, HttpOptions options)
{
    private readonly IList<StringSegment> _names = AllowedHosts.Names(options);
    private readonly IPAddress[] _addresses = AllowedHosts.Addresses(options);

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || IsAllowed(host, context))
        {
            return next(context);
        }

        if (!IPAddress.TryParse(host.Host, out _))
        {
            context.Features.Set(ForeignHost.Instance);
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<OperationalEndpoint>() is not null
            ? next(context)
            : Problems.Problems.ForeignHost
                .Result($"The host '{host.Host}' is not allowed. Use localhost or the address that the service listens on, or add the host to CV_ALLOWED_HOSTS.")
                .ExecuteAsync(context);
    }

    private bool IsAllowed(HostString host, HttpContext context) =>
        HostString.MatchesAny(host.Value, _names)
        || (IPAddress.TryParse(host.Host, out var address)
            && (IPAddress.IsLoopback(address) || address.Equals(Unmapped(context.Connection.LocalIpAddress)) || _addresses.Contains(address)));

    /// <summary>Converts the IPv4-mapped IPv6 address that a dual-mode socket reports to IPv4.</summary>
    private static IPAddress? Unmapped(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}

/// <summary>Marks a request for a name that is none of the service's; probes may use any.</summary>
internal sealed class ForeignHost
{
    public static readonly ForeignHost Instance = new();
}

/// <summary>The hosts that requests may name.</summary>
internal static class AllowedHosts
{
    public static StringSegment[] Names(HttpOptions options) => ["localhost", "*.localhost", .. Configured(options).Select(name => new StringSegment(name))];

    public static IPAddress[] Addresses(HttpOptions options) =>
        [.. Configured(options).Select(item => IPAddress.TryParse(item, out var address) ? address : null).OfType<IPAddress>()];

    private static IEnumerable<string> Configured(HttpOptions options) => (options.AllowedHosts?.Items ?? []).Concat(options.ServiceNames?.Items ?? []);
}
