using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Applies the client address, scheme, host and path prefix that trusted proxies forward.</summary>
internal static class ForwardingSetup
{
    /// <summary>The framework's switch to trust every sender: <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c>, which Aspire sets in published manifests.</summary>
    private const string AnySender = "ForwardedHeaders_Enabled";

    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        var anySender = bool.TryParse(builder.Configuration[AnySender], out var enabled) && enabled;

        // Disabled after reading: the framework would add its middleware before HostMiddleware, which must see the received host.
        builder.Configuration[AnySender] = "false";
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<HttpOptions>((forwarded, http) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.All;
            forwarded.AllowedHosts = [.. AllowedHosts.Names(http).Select(name => name.ToString())];
            if (http.TrustedProxies is { } proxies)
            {
                Trust(forwarded, proxies.Items);
            }
            else if (anySender)
            {
                forwarded.KnownIPNetworks.Clear();
                forwarded.KnownProxies.Clear();
            }
        });
    }

    /// <summary>Trusts proxies besides those on this machine, in chains of any length.</summary>
    private static void Trust(ForwardedHeadersOptions forwarded, IEnumerable<string> proxies)
    {
        forwarded.ForwardLimit = null;
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        }
    }
}
