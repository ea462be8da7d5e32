using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>Whether images are encrypted where they are stored.</summary>
internal sealed record EncryptionOptions : IValidatableObject
{
    public const string Section = "Vision:Security";

    /// <summary>
    /// Keys with commas between them (<c>CV_ENCRYPTION_KEY</c>): the first one encrypts, the others only read what was
    /// encrypted with them. Without any, images are not encrypted.
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
                    $"key {i + 1} of {keys.Count} has fewer than {Encryption.EncryptionKey.MinTextLength} characters; openssl rand -base64 32 makes a good one",
                    [nameof(EncryptionKey)]);
            }
        }

        if (keys.Distinct().Count() < keys.Count)
        {
            yield return new("the same key is there more than once", [nameof(EncryptionKey)]);
        }
    }
}
