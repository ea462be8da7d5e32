using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Refuses requests that name a foreign host. A page whose name was pointed at this machine (DNS rebinding) shows itself by
/// that name. The framework's own host filter also refuses probes, which name a pod's address, and does not say what to set.
/// </summary>
internal sealed class HostMiddleware(RequestDelegate next, HttpOptions options)
{
    private readonly IList<StringSegment> _names = AllowedHosts.Names(options);
    private readonly IPAddress[] _addresses = AllowedHosts.Addresses(options);

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        return !host.HasValue || IsAllowed(host, context) || context.GetEndpoint()?.Metadata.GetMetadata<OperationalEndpoint>() is not null
            ? next(context)
            : Problems.Problems.ForeignHost
                .Result($"This service does not answer for the host '{host.Host}'. Call it as localhost or by the address that it listens on, or add the name to CV_ALLOWED_HOSTS.")
                .ExecuteAsync(context);
    }

    private bool IsAllowed(HostString host, HttpContext context) =>
        HostString.MatchesAny(host.Value, _names)
        || (IPAddress.TryParse(host.Host, out var address)
            && (IPAddress.IsLoopback(address) || address.Equals(Unmapped(context.Connection.LocalIpAddress)) || _addresses.Contains(address)));

    /// <summary>The IPv4 address behind the IPv6 form in which a socket for both reports it.</summary>
    private static IPAddress? Unmapped(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}

/// <summary>What requests may give as their host.</summary>
internal static class AllowedHosts
{
    public static StringSegment[] Names(HttpOptions options) => ["localhost", "*.localhost", .. Configured(options).Select(name => new StringSegment(name))];

    public static IPAddress[] Addresses(HttpOptions options) =>
        [.. Configured(options).Select(item => IPAddress.TryParse(item, out var address) ? address : null).OfType<IPAddress>()];

    private static IEnumerable<string> Configured(HttpOptions options) => (options.AllowedHosts?.Items ?? []).Concat(options.ServiceNames?.Items ?? []);
}
