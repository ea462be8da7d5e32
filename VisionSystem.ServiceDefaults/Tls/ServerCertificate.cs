using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>
/// Serves HTTPS on every address of the service, with the certificate that its files contain at the time of each handshake.
/// Only the additional metrics port remains HTTP: it serves no images and receives no credentials.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly MetricsPort _metricsPort;

    public ServerCertificate(TlsOptions options, MetricsPort metricsPort)
    {
        _metricsPort = metricsPort;
        if (options.IsServing)
        {
            string[] paths = [options.CertificatePath!, options.KeyPath!];
            Files = new WatchedFiles<ServedCertificate>(paths, texts => ServedCertificate.Parse(paths, texts));
        }
    }

    /// <summary>The files of the certificate; null for HTTP.</summary>
    public WatchedFiles<ServedCertificate>? Files { get; }

    /// <summary>Adds TLS to an endpoint of the server if the service has a certificate.</summary>
    /// <returns>True if the endpoint uses TLS.</returns>
    public bool TryServe(ListenOptions endpoint)
    {
        if (Files is null || _metricsPort.IsOnly(endpoint.IPEndPoint?.Port ?? 0))
        {
            return false;
        }

        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = Files.Value.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }),
        });
        return true;
    }
}
