using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>An address that the server listens on; the host is <c>*</c>, <c>+</c>, a name or an IP address.</summary>
internal sealed record ServiceUrl(string Scheme, string Host, int Port)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");
}

/// <summary>Determines the addresses that the server will listen on, in the server's order of precedence.</summary>
internal static class ServiceUrls
{
    public static IReadOnlyList<ServiceUrl> Of(WebApplication app)
    {
        var configuration = app.Configuration;
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        var urls = FirstNotEmpty(
            endpoints,
            app.Urls,
            Split(configuration[WebHostDefaults.ServerUrlsKey]),
            [
                .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => "http://*:" + port),
                .. Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => "https://*:" + port),
            ],
            ["http://localhost:5000"]);
        return [.. urls.Select(Parse)];
    }

    private static IEnumerable<string> FirstNotEmpty(params IEnumerable<string>[] sources) => sources.First(source => source.Any());

    private static string[] Split(string? value) =>
        (value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ServiceUrl Parse(string url)
    {
        var address = BindingAddress.Parse(url);
        return new ServiceUrl(address.Scheme, address.Host, address.Port);
    }
}
