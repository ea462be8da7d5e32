using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>Encryption of stored images.</summary>
internal sealed record EncryptionOptions : IValidatableObject
{
    public const string Section = "Vision:Security";

    /// <summary>
    /// Comma-separated keys (<c>CV_ENCRYPTION_KEY</c>): the first one encrypts, the others only decrypt older images. Without
    /// keys, images are not encrypted.
    /// </summary>
    [Secret]
    public CommaList EncryptionKey { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var keys = EncryptionKey.Items;
        for (var i = 0; i < keys.Count; i++)
        {
            if (!Encryption.EncryptionKey.IsAcceptable(keys[i]))
            {
                yield return new(
                    $"key {i + 1} of {keys.Count} has fewer than {Encryption.EncryptionKey.MinTextLength} characters; create one with openssl rand -base64 32",
                    [nameof(EncryptionKey)]);
            }
        }

        if (keys.Distinct().Count() < keys.Count)
        {
            yield return new("a key is listed more than once", [nameof(EncryptionKey)]);
        }
    }
}
