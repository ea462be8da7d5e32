using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>The certificate of the service, and the authorities of the servers that it connects to (<c>Vision:Tls</c>).</summary>
internal sealed record TlsOptions : IValidatableObject
{
    public const string Section = "Vision:Tls";

    public const string CaPathKey = Section + ":" + nameof(CaPath);

    /// <summary>The setting of <see cref="CaPath"/>, for errors.</summary>
    public const string CaPathName = "CV_TLS_CA_PATH";

    /// <summary>A PEM file with the certificate and its intermediates; null to serve HTTP.</summary>
    [FilePath]
    public string? CertificatePath { get; init; }

    /// <summary>A PEM file with the private key of the certificate, without a passphrase.</summary>
    [FilePath]
    public string? KeyPath { get; init; }

    /// <summary>A PEM file with authorities that are trusted besides those of the system; null for none.</summary>
    [FilePath]
    public string? CaPath { get; init; }

    /// <summary>True if the service serves HTTPS.</summary>
    public bool IsServing => !string.IsNullOrEmpty(CertificatePath) && !string.IsNullOrEmpty(KeyPath);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(CertificatePath) != string.IsNullOrEmpty(KeyPath))
        {
            yield return new("set both to serve HTTPS, or neither to serve HTTP", [nameof(CertificatePath), nameof(KeyPath)]);
        }
        else if (IsServing && FaultOf(() => ServedCertificate.Read([CertificatePath!, KeyPath!])) is { } fault)
        {
            yield return new(fault.Message, [fault.File == KeyPath ? nameof(KeyPath) : nameof(CertificatePath)]);
        }

        if (!string.IsNullOrEmpty(CaPath) && FaultOf(() => PemFiles.ReadAuthorities(CaPath)) is { } unreadable)
        {
            yield return new(unreadable.Message, [nameof(CaPath)]);
        }
    }

    private static PemFileException? FaultOf(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (PemFileException exception)
        {
            return exception;
        }
    }
}
