namespace VisionSystem.Logging.Persistence;

/// <summary>The result of storing an image.</summary>
/// <param name="Outcome">Stored, existed already, or rejected.</param>
/// <param name="Bytes">Number of bytes read.</param>
internal readonly record struct ImagePut(ImagePutOutcome Outcome, long Bytes);

internal enum ImagePutOutcome
{
    Stored,

    /// <summary>The image existed already; no bytes were written.</summary>
    Deduplicated,

    /// <summary>The hash of the bytes differs from the expected one; no bytes were stored.</summary>
    HashMismatch,
}
