namespace VisionSystem.Logging.Images;

/// <summary>The name of a photo in whichever store keeps it: <c>tenant/ab/cd/abcd…</c>, its SHA-256 in lower-case hex.</summary>
internal static class ImageKey
{
    /// <summary>The folder, among those of the tenants, of the photos that are to be removed. No tenant's: their names begin with a letter.</summary>
    public const string AsideFolder = ".aside/";

    public static string Of(string tenant, string sha256) => $"{tenant}/{sha256[..2]}/{sha256[2..4]}/{sha256}";

    /// <summary>The photo's name while it is set aside.</summary>
    public static string Aside(string tenant, string sha256) => AsideFolder + Of(tenant, sha256);

    /// <summary>Whether a text is a SHA-256 as keys spell it: 64 lower-case hex digits.</summary>
    public static bool IsSha256(string? text) => text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(LowerHex);

    private static readonly System.Buffers.SearchValues<char> LowerHex = System.Buffers.SearchValues.Create("0123456789abcdef");
}
