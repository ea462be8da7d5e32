using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>Reads certificates from PEM files.</summary>
internal static class PemFiles
{
    /// <exception cref="PemFileException">The file cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PemFileException(path, "does not exist", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PemFileException(path, $"cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>Returns the certificates of a file in their order, without private keys.</summary>
    /// <exception cref="PemFileException">The text contains no certificate, or an invalid one.</exception>
    public static X509Certificate2Collection Certificates(string path, string text)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw new PemFileException(path, $"contains an invalid certificate ({exception.Message})", exception);
        }

        return certificates.Count > 0 ? certificates : throw new PemFileException(path, "contains no certificate in PEM format");
    }

    /// <exception cref="PemFileException">The file cannot be read, or contains no certificate.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path) => Certificates(path, ReadText(path));
}

/// <summary>A file with certificates or a key is missing or invalid.</summary>
/// <param name="file">The path of the file.</param>
/// <param name="fault">The fault, completing "the file …".</param>
/// <param name="cause">The exception of the platform.</param>
internal sealed class PemFileException(string file, string fault, Exception? cause = null) : Exception($"the file {file} {fault}", cause)
{
    public string File => file;
}
