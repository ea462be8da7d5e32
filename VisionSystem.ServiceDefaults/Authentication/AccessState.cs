using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>Whether this process requires credentials; decided once, before the first request.</summary>
public sealed class AccessState
{
    private bool? _isOpen;
    private bool _isLocalOnly;

    /// <summary>True if requests without credentials are accepted as the default tenant with every scope.</summary>
    public bool IsOpen => _isOpen ?? false;

    /// <summary>
    /// True if a request needs no credentials. In Development that holds for clients on this machine: a proxy or a tunnel on this
    /// machine that names another client in <c>X-Forwarded-For</c> does not open the service to the network.
    /// </summary>
    /// <param name="context">The request, after the forwarded headers were applied.</param>
    public bool Accepts(HttpContext context) =>
        IsOpen && (!_isLocalOnly
            || (!OperationalAccess.IsOfUnknownClient(context) && (context.Connection.RemoteIpAddress is not { } client || IPAddress.IsLoopback(client))));

    /// <summary>Decides, and refuses to start where credentials are required and none can be verified.</summary>
    /// <param name="app">The service, with its addresses.</param>
    /// <param name="canAuthenticate">True if at least one kind of credential can be verified.</param>
    /// <param name="settings">The settings that configure one, for the error.</param>
    /// <exception cref="ConfigurationException">Credentials are required and no identity is configured.</exception>
    internal void Decide(WebApplication app, bool canAuthenticate, string settings)
    {
        var mode = app.Services.GetRequiredService<AccessOptions>().Mode;
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("VisionSystem.Authentication");
        if (mode is AccessMode.Off)
        {
            _isOpen = true;
            AccessTelemetry.IsRequired = false;
            Log.AuthenticationOff(log);
            return;
        }

        // Names of hosts or proxies show that other machines are to reach the service.
        var http = app.Services.GetRequiredService<HttpOptions>();
        if (mode is AccessMode.Auto && app.Environment.IsDevelopment() && ServiceUrls.Of(app).All(IsLoopback)
            && http is { AllowedHosts: null, ServiceNames: null, TrustedProxies: null })
        {
            (_isOpen, _isLocalOnly) = (true, true);
            AccessTelemetry.IsRequired = false;
            Log.OpenInDevelopment(log);
            return;
        }

        _isOpen = false;
        AccessTelemetry.IsRequired = true;
        if (!canAuthenticate)
        {
            throw new ConfigurationException(
                [$"CV_AUTH: callers must authenticate, and no identity is configured. Set {settings}; or run in Development on a loopback address without CV_ALLOWED_HOSTS and CV_TRUSTED_PROXIES; or, to accept every caller, set CV_AUTH=off."]);
        }
    }

    private static bool IsLoopback(ServiceUrl url) =>
        url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>The gauge of required credentials. A process has one service, except in tests.</summary>
internal static class AccessTelemetry
{
    static AccessTelemetry() => DefaultsTelemetry.Meter.CreateObservableGauge(
        "cv_auth_required", static () => IsRequired ? 1 : 0, description: "1 if callers must authenticate, 0 if every caller is accepted.");

    public static bool IsRequired { get; set; }
}
