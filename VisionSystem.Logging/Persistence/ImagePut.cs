namespace VisionSystem.Logging.Persistence;

/// <summary>What became of an image given to the store.</summary>
/// <param name="Outcome">Stored, there already, or refused.</param>
/// <param name="Bytes">How many bytes were read.</param>
internal readonly record struct ImagePut(ImagePutOutcome Outcome, long Bytes);

internal enum ImagePutOutcome
{
    Stored,

    /// <summary>The same bytes are there already; nothing was written.</summary>
    Deduplicated,

    /// <summary>The bytes have another hash than their name says; nothing was kept.</summary>
    HashMismatch,
}
