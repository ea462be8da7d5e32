namespace VisionSystem.Logging.Persistence;

/// <summary>The key of an image in an object store: <c>tenant/ab/cd/abcd…</c>, with its SHA-256 in lower-case hex.</summary>
internal static class ImageKey
{
    /// <summary>The folder of quarantined images, beside the folders of the tenants. It cannot collide, because tenant names begin with a letter.</summary>
    public const string QuarantineFolder = ".aside/";

    /// <summary>Separates the hash from the id of a copy. Images quarantined by an earlier version have neither.</summary>
    private const char CopyMark = '.';

    public static string Of(string tenant, string sha256) => $"{tenant}/{sha256[..2]}/{sha256[2..4]}/{sha256}";

    /// <summary>
    /// Returns the key of a quarantined copy. Each copy has its own key, so that no copy overwrites another or is deleted instead of
    /// it: the newest copy may be the only one, and some stores drop the old object before the new one is complete.
    /// </summary>
    public static string Quarantine(string tenant, string sha256, Guid copy) => $"{QuarantineFolder}{Of(tenant, sha256)}{CopyMark}{copy:N}";

    /// <summary>Returns the folder with the quarantined copies of an image and of images with the same hash prefix.</summary>
    public static string QuarantineFolderOf(string tenant, string sha256) => $"{QuarantineFolder}{tenant}/{sha256[..2]}/{sha256[2..4]}/";

    /// <summary>Returns the hash in the key of a stored or quarantined image; null for any other key.</summary>
    public static string? HashOf(string key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        var end = name.IndexOf(CopyMark, StringComparison.Ordinal);
        if (end >= 0 && !Guid.TryParseExact(name.AsSpan(end + 1), "N", out _))
        {
            return null;
        }

        var sha256 = end < 0 ? name : name[..end];
        return IsSha256(sha256) ? sha256 : null;
    }

    /// <summary>Returns whether a text is a SHA-256 of 64 lower-case hex digits.</summary>
    public static bool IsSha256(string? text) => text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(LowerHex);

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");
}
