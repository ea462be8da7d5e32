using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Logging.Storage.Encryption;

/// <summary>Whether photos are encrypted where they are kept.</summary>
internal sealed class EncryptionOptions : IValidated
{
    public const string Section = "Vision:Security";

    /// <summary>
    /// Keys with commas between them (<c>CV_ENCRYPTION_KEY</c>): the first one encrypts, the others only read what was
    /// encrypted with them. Without any, photos are kept as they are.
    /// </summary>
    public CommaList EncryptionKey { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        var keys = EncryptionKey.Items;
        for (var i = 0; i < keys.Count; i++)
        {
            if (!Encryption.EncryptionKey.IsAcceptable(keys[i]))
            {
                yield return $"CV_ENCRYPTION_KEY: key {i + 1} of {keys.Count} has fewer than {Encryption.EncryptionKey.MinTextLength} characters; openssl rand -base64 32 makes a good one";
            }
        }
        if (keys.Distinct().Count() < keys.Count)
        {
            yield return "CV_ENCRYPTION_KEY: the same key is there more than once";
        }
    }
}
