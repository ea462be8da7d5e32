using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>Reloads changed certificate files, and warns before the certificate of the service expires.</summary>
internal sealed class CertificateMonitor(ServerCertificate server, TrustedAuthorities authorities, TimeProvider time, ILogger<CertificateMonitor> logger) : BackgroundService
{
    /// <summary>Polling finds the swapped symbolic links of Kubernetes volumes, for which the file system sends no notification.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The remaining validity below which the service warns.</summary>
    private static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    private DateTimeOffset _warnedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (server.Files is { } files)
        {
            Log.ServesHttps(logger, files.Value.Subject, files.Value.Expiry);
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (server.Files is { } served)
            {
                if (TryRefresh(served.Refresh))
                {
                    Log.CertificateReplaced(logger, served.Value.Subject, served.Value.Expiry);
                    _warnedAt = default;
                }

                ReportExpiry(served.Value);
            }

            foreach (var file in authorities.Files)
            {
                if (TryRefresh(file.Files.Refresh))
                {
                    Log.AuthoritiesReplaced(logger, file.Path);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool TryRefresh(Func<bool> refresh)
    {
        try
        {
            return refresh();
        }
        catch (PemFileException exception)
        {
            TlsTelemetry.ReloadFailures.Add(1, new KeyValuePair<string, object?>("file", exception.File));
            Log.ReloadFailed(logger, exception.Message);
            return false;
        }
    }

    private void ReportExpiry(ServedCertificate certificate)
    {
        var now = time.GetUtcNow();
        var remaining = certificate.ExpiresAt - now;
        TlsTelemetry.CertificateExpiry.Record(remaining.TotalSeconds);
        if (remaining > ExpiryWarning || now - _warnedAt < WarningInterval)
        {
            return;
        }

        _warnedAt = now;
        Log.CertificateExpires(logger, certificate.Subject, certificate.Expiry);
    }
}
