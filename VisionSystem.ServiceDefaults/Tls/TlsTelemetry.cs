using System.Diagnostics.Metrics;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>The instruments of certificates.</summary>
internal static class TlsTelemetry
{
    public static readonly Gauge<double> CertificateExpiry = DefaultsTelemetry.Meter.CreateGauge<double>(
        "cv_tls_certificate_expiry", "s", "Time until the certificate of the service or an intermediate of it expires; negative afterwards.");

    public static readonly Counter<long> ReloadFailures = DefaultsTelemetry.Meter.CreateCounter<long>(
        "cv_tls_reload_failures", "{reload}", "Changed certificate files that are invalid, by file; the previous content remains in use.");
}
