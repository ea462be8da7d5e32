using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>The certificate of the service with its private key and the intermediates that are sent with it.</summary>
/// <param name="Context">The certificate and its intermediates in the form of the TLS handshake.</param>
/// <param name="ExpiresAt">The earliest expiry of the certificate and its intermediates.</param>
internal sealed record ServedCertificate(SslStreamCertificateContext Context, DateTimeOffset ExpiresAt)
{
    /// <summary>The subject of the certificate.</summary>
    public string Subject => Context.TargetCertificate.Subject;

    /// <summary><see cref="ExpiresAt"/> for logs.</summary>
    public string Expiry => ExpiresAt.ToString("u", CultureInfo.InvariantCulture);

    /// <param name="paths">The path of the certificate, then the path of its key.</param>
    /// <exception cref="PemFileException">A file is missing or invalid, or the key belongs to another certificate.</exception>
    public static ServedCertificate Read(IReadOnlyList<string> paths) => Parse(paths, [.. paths.Select(PemFiles.ReadText)]);

    /// <param name="paths">The path of the certificate, then the path of its key.</param>
    /// <param name="texts">The contents of these files.</param>
    /// <exception cref="PemFileException">A content is invalid, or the key belongs to another certificate.</exception>
    public static ServedCertificate Parse(IReadOnlyList<string> paths, IReadOnlyList<string> texts)
    {
        var chain = PemFiles.Certificates(paths[0], texts[0]);
        if (texts[1].Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new PemFileException(paths[1], "contains an encrypted key: store the key without a passphrase");
        }

        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(texts[0], texts[1]);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new PemFileException(paths[1], $"contains no private key that belongs to the certificate in {paths[0]} ({exception.Message})", exception);
        }

        var context = SslStreamCertificateContext.Create(Usable(certificate), [.. chain.Skip(1)], offline: true);
        return new ServedCertificate(context, chain.Min(static member => new DateTimeOffset(member.NotAfter)).ToUniversalTime());
    }

    /// <summary>The TLS library of Windows requires a key in a key store, which the import of PKCS #12 creates.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;
}
