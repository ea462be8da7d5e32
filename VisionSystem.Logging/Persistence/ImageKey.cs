namespace VisionSystem.Logging.Persistence;

/// <summary>The name of an image in whichever store keeps it: <c>tenant/ab/cd/abcd…</c>, its SHA-256 in lower-case hex.</summary>
internal static class ImageKey
{
    /// <summary>The folder, among those of the tenants, of the images that are to be removed. No tenant's: their names begin with a letter.</summary>
    public const string QuarantineFolder = ".aside/";

    /// <summary>Separates the hash from the id of a copy. What an earlier version set aside has neither.</summary>
    private const char CopyMark = '.';

    public static string Of(string tenant, string sha256) => $"{tenant}/{sha256[..2]}/{sha256[2..4]}/{sha256}";

    /// <summary>
    /// The key of a copy that is set aside. Each copy has its own, so that none overwrites another or is removed in its place:
    /// the newest may be all that is left of an image, and not every store keeps the old object until the new one is whole.
    /// </summary>
    public static string Quarantine(string tenant, string sha256, Guid copy) => $"{QuarantineFolder}{Of(tenant, sha256)}{CopyMark}{copy:N}";

    /// <summary>The folder that holds an image's copies, and those of others whose hash begins alike.</summary>
    public static string QuarantineFolderOf(string tenant, string sha256) => $"{QuarantineFolder}{tenant}/{sha256[..2]}/{sha256[2..4]}/";

    /// <summary>The hash that a key names, of an image in its place or set aside; null when it is no image's.</summary>
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

    /// <summary>Whether a text is a SHA-256 as keys spell it: 64 lower-case hex digits.</summary>
    public static bool IsSha256(string? text) => text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(LowerHex);

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");
}
