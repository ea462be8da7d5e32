using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>The further port of <c>CV_METRICS_PORT</c>: on the service's own addresses, only for /metrics and health.</summary>
internal sealed class MetricsPort(TelemetryOptions options)
{
    private bool _isListening;

    /// <summary>Whether requests that came in on this port may only poll.</summary>
    public bool IsOnly(int localPort) => _isListening && localPort == options.MetricsPort;

    /// <summary>Adds the listener before the server starts; nothing to do when the service has the port itself.</summary>
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
        var further = own.Select(url => url with { Scheme = "http", Port = port }).Distinct().ToArray();
        if (app.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            // Endpoints by configuration silence plain addresses, so the new one has to be such an endpoint too.
            for (var index = 0; index < further.Length; index++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"Metrics{index}");
                app.Configuration[$"Kestrel:Endpoints:{name}:Url"] = further[index].ToString();
            }

            return;
        }

        // Naming one address stops the server from reading the configured ones, so all are named.
        foreach (var url in own.Concat(further).Where(url => !app.Urls.Contains(url.ToString())))
        {
            app.Urls.Add(url.ToString());
        }
    }
}
