using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>The additional port of <c>CV_METRICS_PORT</c> on the addresses of the service, only for metrics and health.</summary>
internal sealed class MetricsPort(TelemetryOptions options)
{
    private bool _isListening;

    /// <summary>True if only operational endpoints respond on this port.</summary>
    public bool IsOnly(int localPort) => _isListening && localPort == options.MetricsPort;

    /// <summary>Adds the listener before the server starts, unless the service listens on the port already.</summary>
    public void AddTo(WebApplication app)
    {
        if (!options.MetricsEnabled || options.MetricsPort is not { } port)
        {
            return;
        }

        var own = ServiceUrls.Of(app);
        if (own.Any(url => url.Port == port))
        {
            return;
        }

        _isListening = true;
        var additional = own.Select(url => url with { Scheme = "http", Port = port }).Distinct().ToArray();
        if (app.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            // Configured endpoints disable plain addresses, so the new one must be a configured endpoint too.
            for (var index = 0; index < additional.Length; index++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"Metrics{index}");
                app.Configuration[$"Kestrel:Endpoints:{name}:Url"] = additional[index].ToString();
            }

            return;
        }

        // One address in the list stops the server from reading the configured ones, so all are added.
        foreach (var url in own.Concat(additional).Where(url => !app.Urls.Contains(url.ToString())))
        {
            app.Urls.Add(url.ToString());
        }
    }
}
