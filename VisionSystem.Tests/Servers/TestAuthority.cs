using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VisionSystem.Tests.Servers;

/// <summary>A certificate authority that issues certificates for servers and clients of a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="name">The common name of the authority.</param>
    /// <param name="parent">The issuer of an intermediate authority; null for a root.</param>
    public TestAuthority(string name = "Test Root", TestAuthority? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var (from, to) = (Now.AddDays(-60), Now.AddYears(5));
        if (parent is null)
        {
            _certificate = request.CreateSelfSigned(from, to);
            return;
        }

        using var signed = request.Create(parent._certificate, from, to, Serial());
        _certificate = signed.CopyWithPrivateKey(key);
    }

    /// <summary>The certificate of the authority in PEM format.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Issues a certificate for a server or a client.</summary>
    /// <param name="name">A DNS name, an IP address, or the common name of a client.</param>
    /// <param name="validDays">The remaining validity in days; negative for an expired certificate.</param>
    /// <returns>Certificate and key in PEM format.</returns>
    public (string Certificate, string Key) Issue(string name, double validDays = 365)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(_certificate, Now.AddDays(-30), Now.AddDays(validDays), Serial());
        return (issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>Writes a certificate and its key to <c>tls.crt</c> and <c>tls.key</c>, as a Kubernetes Secret names them.</summary>
    public static CertificatePaths Write(string folder, (string Certificate, string Key) issued)
    {
        Directory.CreateDirectory(folder);
        var paths = new CertificatePaths(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        File.WriteAllText(paths.Certificate, issued.Certificate);
        File.WriteAllText(paths.Key, issued.Key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(paths.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return paths;
    }

    /// <summary>Writes the certificate of the authority to a file.</summary>
    public string WritePem(string folder, string file = "ca.crt")
    {
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, Pem);
        return path;
    }

    /// <summary>A handler that trusts this authority alone.</summary>
    public SocketsHttpHandler Handler() => new() { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy() } };

    /// <summary>The policy of a client that trusts this authority alone.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_certificate);
        return policy;
    }

    public void Dispose() => _certificate.Dispose();

    private static byte[] Serial() => [1, .. RandomNumberGenerator.GetBytes(15)];
}

/// <summary>The files of a certificate.</summary>
internal sealed record CertificatePaths(string Certificate, string Key)
{
    /// <summary>The settings of a service that serves HTTPS with the certificate.</summary>
    public (string Name, string Value)[] Settings => [("CV_TLS_CERT_PATH", Certificate), ("CV_TLS_KEY_PATH", Key)];
}
