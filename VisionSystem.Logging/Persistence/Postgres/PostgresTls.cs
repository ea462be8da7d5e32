using Npgsql;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// The verification of the database server's certificate, with libpq's meaning of <c>sslmode</c> and <c>sslrootcert</c>
/// (https://www.postgresql.org/docs/current/libpq-ssl.html).
/// </summary>
/// <param name="Verifier">The verifier; null if certificates are not verified.</param>
/// <param name="Warning">The reason to warn of an unverified connection; null for none.</param>
internal sealed record PostgresTls(ServerVerifier? Verifier, string? Warning)
{
    /// <summary>The value of <c>sslrootcert</c> that selects the authorities of the system.</summary>
    private const string SystemAuthorities = "system";

    /// <summary>Returns the fault of the settings; null if they are valid.</summary>
    public static string? FaultOf(NpgsqlConnectionStringBuilder settings) => settings.RootCertificate switch
    {
        null or "" => null,
        SystemAuthorities => settings.SslMode is SslMode.VerifyFull || !HasMode(settings) ? null : "sslrootcert=system requires sslmode=verify-full",
        var file => TrustedAuthorities.FaultOf(file) is { } fault ? $"sslrootcert: {fault}" : null,
    };

    /// <summary>
    /// Moves the verification from the settings to a verifier, because Npgsql's own verification reports no reason. The settings
    /// then require TLS, so that a server without TLS is refused.
    /// </summary>
    public static PostgresTls Take(NpgsqlConnectionStringBuilder settings, TrustedAuthorities authorities)
    {
        var file = settings.RootCertificate is { Length: > 0 } root ? root : null;
        if (file is SystemAuthorities)
        {
            settings.SslMode = SslMode.VerifyFull;
        }

        var hasAuthorities = file is not null || authorities.IsConfigured;
        settings.Remove("Root Certificate");
        if (settings.SslMode is not (SslMode.VerifyCA or SslMode.VerifyFull) && !(settings.SslMode is SslMode.Require && hasAuthorities))
        {
            return new PostgresTls(null, HasMode(settings) && settings.SslMode is not SslMode.Disable || hasAuthorities ? $"sslmode={settings.SslMode.ToString().ToLowerInvariant()}" : null);
        }

        var checksHost = settings.SslMode is SslMode.VerifyFull;
        settings.SslMode = SslMode.Require;
        return new PostgresTls(
            file is null or SystemAuthorities ? authorities.CreateVerifier(checksHost) : authorities.CreateVerifier(file, "sslrootcert", checksHost), null);
    }

    public void ApplyTo(NpgsqlDataSourceBuilder source)
    {
        if (Verifier is not null)
        {
            source.UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = Verifier.Verify);
        }
    }

    private static bool HasMode(NpgsqlConnectionStringBuilder settings) =>
        settings.Any(static named => string.Equals(named.Key, "SSL Mode", StringComparison.OrdinalIgnoreCase));
}
