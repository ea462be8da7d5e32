using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>The authorities that the service trusts besides those of the system (<c>CV_TLS_CA_PATH</c>).</summary>
public sealed class TrustedAuthorities
{
    private readonly Lock _lock = new();
    private readonly List<AuthorityFile> _files = [];
    private readonly AuthorityFile? _additional;

    /// <summary>Creates the authorities.</summary>
    /// <param name="path">A PEM file; null or empty for none.</param>
    public TrustedAuthorities(string? path) => _additional = string.IsNullOrEmpty(path) ? null : Watch(path);

    /// <summary>True if authorities besides those of the system are configured.</summary>
    public bool IsConfigured => _additional is not null;

    /// <summary>All files that are watched for changes.</summary>
    internal IReadOnlyList<AuthorityFile> Files
    {
        get
        {
            lock (_lock)
            {
                return [.. _files];
            }
        }
    }

    /// <summary>The authorities of the service that is being built.</summary>
    /// <param name="builder">The builder of the service, after <c>AddServiceDefaults</c>.</param>
    public static TrustedAuthorities Of(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.Select(static service => service.ImplementationInstance).OfType<TrustedAuthorities>().Single();
    }

    /// <summary>Returns the fault of a file with authorities; null if it is valid.</summary>
    /// <param name="path">A PEM file.</param>
    public static string? FaultOf(string path)
    {
        try
        {
            PemFiles.ReadAuthorities(path);
            return null;
        }
        catch (PemFileException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Creates a verifier that accepts the authorities of the system and those of <c>CV_TLS_CA_PATH</c>.</summary>
    /// <param name="checksHost">False to accept a certificate for any host.</param>
    public ServerVerifier CreateVerifier(bool checksHost = true) => new(_additional?.Files, replacesSystem: false, checksHost, TlsOptions.CaPathName);

    /// <summary>Creates a verifier that accepts only the authorities of a file.</summary>
    /// <param name="path">A PEM file.</param>
    /// <param name="setting">The setting of the file, for errors.</param>
    /// <param name="checksHost">False to accept a certificate for any host.</param>
    public ServerVerifier CreateVerifier(string path, string setting, bool checksHost) => new(Watch(path).Files, replacesSystem: true, checksHost, setting);

    private AuthorityFile Watch(string path)
    {
        var file = new AuthorityFile(path, new WatchedFiles<X509Certificate2Collection>([path], texts => PemFiles.Certificates(path, texts[0])));
        lock (_lock)
        {
            _files.Add(file);
        }

        return file;
    }
}

/// <summary>A PEM file with authorities.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Files">Its content.</param>
internal sealed record AuthorityFile(string Path, WatchedFiles<X509Certificate2Collection> Files);
