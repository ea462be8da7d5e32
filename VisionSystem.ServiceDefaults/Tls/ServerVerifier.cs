using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>
/// Verifies the certificates of one server in the TLS handshake, and explains rejections: the platform's exception after a
/// rejection by a callback does not contain the reason. Thread-safe.
/// </summary>
public sealed class ServerVerifier
{
    /// <summary>The extended key usage of servers (RFC 5280, 4.2.1.12), which the platform requires too.</summary>
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly WatchedFiles<X509Certificate2Collection>? _authorities;
    private readonly bool _replacesSystem;
    private readonly bool _checksHost;
    private readonly string _setting;
    private volatile string? _rejection;

    internal ServerVerifier(WatchedFiles<X509Certificate2Collection>? authorities, bool replacesSystem, bool checksHost, string setting) =>
        (_authorities, _replacesSystem, _checksHost, _setting) = (authorities, replacesSystem, checksHost, setting);

    /// <summary>The reason for which the last certificate was rejected; null if it was accepted.</summary>
    public string? Rejection => _rejection;

    /// <summary>Returns the rejection of a certificate within an exception, otherwise the message of the exception.</summary>
    /// <param name="exception">The exception of a client.</param>
    public static string ReasonOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return cause.Message;
            }
        }

        return exception?.Message ?? "";
    }

    /// <summary>Verifies a certificate; the signature is that of <see cref="RemoteCertificateValidationCallback"/>.</summary>
    /// <param name="sender">The stream of the connection.</param>
    /// <param name="certificate">The certificate of the server.</param>
    /// <param name="chain">The chain that the platform has built.</param>
    /// <param name="errors">The result of the platform's verification.</param>
    /// <returns>True.</returns>
    /// <exception cref="AuthenticationException">The certificate is rejected; the message names the host and the reason.</exception>
    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = (sender as SslStream)?.TargetHostName ?? "";
        _rejection = certificate is X509Certificate2 presented && chain is not null
            ? NameFault(host, presented, errors) ?? ChainFault(host, presented, chain, errors)
            : $"the server '{host}' sent no certificate";
        return _rejection is null ? true : throw new AuthenticationException(_rejection);
    }

    private string? NameFault(string host, X509Certificate2 presented, SslPolicyErrors errors)
    {
        if (!_checksHost || !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return null;
        }

        var names = presented.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(static extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(static address => address.ToString())))
            .ToArray();
        return $"the certificate of the server '{host}' is for {(names.Length > 0 ? string.Join(", ", names) : presented.Subject)}: connect by one of its names, or issue a certificate with the name '{host}'";
    }

    private string? ChainFault(string host, X509Certificate2 presented, X509Chain chain, SslPolicyErrors errors)
    {
        if (!_replacesSystem && !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return null;
        }

        if (_authorities is null)
        {
            return Explain(host, presented, chain);
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        return own.Build(presented) ? null : Explain(host, presented, own);
    }

    private string Explain(string host, X509Certificate2 presented, X509Chain chain)
    {
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, next) => all | next.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            var invalid = chain.ChainElements.First(static element => element.ChainElementStatus.Any(static found => found.Status == X509ChainStatusFlags.NotTimeValid)).Certificate;
            return $"the certificate of the server '{host}' has expired or is not valid yet ({invalid.Subject} is valid from {invalid.NotBefore.ToUniversalTime():u} to {invalid.NotAfter.ToUniversalTime():u}): renew it, or correct the clock";
        }

        return (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0
            ? $"the certificate of the server '{host}' was issued by {presented.Issuer}, which is not trusted: add the certificate of the authority to {_setting}"
            : $"the certificate of the server '{host}' is invalid: {string.Join(' ', chain.ChainStatus.Select(static found => found.StatusInformation.Trim()))}";
    }
}
