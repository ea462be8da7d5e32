using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Tls;

internal static partial class Log
{
    [LoggerMessage(1140, LogLevel.Information, "Serving HTTPS with the certificate {Subject}, valid until {ExpiresAt}")]
    public static partial void ServesHttps(ILogger logger, string subject, string expiresAt);

    [LoggerMessage(1141, LogLevel.Information, "New connections use the certificate {Subject}, valid until {ExpiresAt}")]
    public static partial void CertificateReplaced(ILogger logger, string subject, string expiresAt);

    [LoggerMessage(1142, LogLevel.Warning, "The changed certificate files are not used: {Fault}. The previous certificate remains in use; correct the file")]
    public static partial void ReloadFailed(ILogger logger, string fault);

    [LoggerMessage(1143, LogLevel.Warning, "The certificate {Subject} or an intermediate of it expires at {ExpiresAt}: replace the file of CV_TLS_CERT_PATH; no restart is needed")]
    public static partial void CertificateExpires(ILogger logger, string subject, string expiresAt);

    [LoggerMessage(1144, LogLevel.Information, "New connections trust the changed authorities in {File}")]
    public static partial void AuthoritiesReplaced(ILogger logger, string file);
}
