using System.Security.Cryptography;
using System.Text;

namespace VisionSystem.ServiceDefaults.Tls;

/// <summary>
/// A value read from PEM files, replaced when their content changes; an invalid content leaves the previous value in use. The
/// content is compared instead of the time of the file, which a swapped symbolic link, as in a Kubernetes volume, need not
/// change.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="paths">The files.</param>
/// <param name="parse">Converts the contents, in the order of the files; throws <see cref="PemFileException"/>.</param>
internal sealed class WatchedFiles<T>(IReadOnlyList<string> paths, Func<IReadOnlyList<string>, T> parse)
    where T : class
{
    private readonly Lock _lock = new();
    private volatile T? _value;

    /// <summary>The hash of the contents that were examined last, or the fault that prevented reading them.</summary>
    private string? _examined;

    /// <summary>The value, read when first needed.</summary>
    /// <exception cref="PemFileException">The files have never been valid.</exception>
    public T Value => _value ?? Load();

    /// <summary>Reads the files again.</summary>
    /// <returns>True if a previous value was replaced.</returns>
    /// <exception cref="PemFileException">The content has changed and is invalid; thrown once for each content.</exception>
    public bool Refresh()
    {
        lock (_lock)
        {
            string[] texts;
            try
            {
                texts = [.. paths.Select(PemFiles.ReadText)];
            }
            catch (PemFileException exception)
            {
                if (!IsNew(exception.Message))
                {
                    return false;
                }

                throw;
            }

            if (!IsNew(Hash(texts)))
            {
                return false;
            }

            var isReplaced = _value is not null;
            _value = parse(texts);
            return isReplaced;
        }
    }

    private static string Hash(string[] texts) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))));

    private T Load()
    {
        lock (_lock)
        {
            if (_value is { } value)
            {
                return value;
            }

            string[] texts = [.. paths.Select(PemFiles.ReadText)];
            _examined = Hash(texts);
            return _value = parse(texts);
        }
    }

    private bool IsNew(string examined)
    {
        if (_examined == examined)
        {
            return false;
        }

        _examined = examined;
        return true;
    }
}
