using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace VisionSystem.AppHost.Startup;

/// <summary>
/// Sets the ports of the dashboard: from <c>--dashboard-port</c>, otherwise from the launch profile, otherwise the default. The two
/// following ports are for telemetry over gRPC and for the AppHost's resource service.
/// </summary>
internal static class DashboardAddress
{
    private const int DefaultPort = 18888;
    private const string Urls = "ASPNETCORE_URLS";

    public static void Add(IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        if (!builder.RandomizesPorts() && (options.DashboardPort ?? (string.IsNullOrEmpty(builder.Configuration[Urls]) ? DefaultPort : null)) is { } port)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                [Urls] = Url(port),
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Url(port + 1),
                ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Url(port + 2),
            });
        }
    }

    /// <summary>True if each run uses free ports, as in tests.</summary>
    public static bool RandomizesPorts(this IDistributedApplicationBuilder builder) => builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false);

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://{ListenAddress.Loopback}:{port}");
}
