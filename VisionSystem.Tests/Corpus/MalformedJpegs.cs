using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Corpus;

/// <summary>JPEGs on whose headers libjpeg fails midway, each at another place.</summary>
internal static class MalformedJpegs
{
    /// <summary>The valid file from which the others are derived.</summary>
    public static byte[] Good { get; } = TinyJpeg.Write(20, 12, [90]);

    public static IReadOnlyList<(string Name, byte[] File)> All { get; } =
    [
        ("lossless", With([0xFF, 0xC0, 0, 11, 8], [0xFF, 0xC3, 0, 11, 8])),
        ("arithmetic", With([0xFF, 0xC0, 0, 11, 8], [0xFF, 0xC9, 0, 11, 8])),
        ("12 bits", With([0xFF, 0xC0, 0, 11, 8], [0xFF, 0xC0, 0, 11, 12])),
        ("9 bits", With([0xFF, 0xC0, 0, 11, 8], [0xFF, 0xC0, 0, 11, 9])),
        ("frame too short", With([0xFF, 0xC0, 0, 11, 8], [0xFF, 0xC0, 0, 10, 8])),
        ("sampling of 0", With([1, 0x11, 0, 0xFF, 0xC4], [1, 0, 0, 0xFF, 0xC4])),
        ("sampling of 15", With([1, 0x11, 0, 0xFF, 0xC4], [1, 0xFF, 0, 0xFF, 0xC4])),
        ("quantisation table that is not there", With([1, 0x11, 0, 0xFF, 0xC4], [1, 0x11, 3, 0xFF, 0xC4])),
        ("quantisation table 9", With([0xFF, 0xDB, 0, 67, 0], [0xFF, 0xDB, 0, 67, 9])),
        ("quantisation table too short", With([0xFF, 0xDB, 0, 67, 0], [0xFF, 0xDB, 0, 30, 0])),
        ("Huffman table 9", With([0xFF, 0xC4, 0, 31, 0], [0xFF, 0xC4, 0, 31, 9])),
        ("Huffman table overfull", With([0xFF, 0xC4, 0, 31, 0, 0], [0xFF, 0xC4, 0, 31, 0, 255])),
        ("Huffman table that is not there", With([0xFF, 0xC4, 0, 20, 0x10], [0xFF, 0xC4, 0, 20, 0x13])),
        ("scan of a component that is not there", With([0xFF, 0xDA, 0, 8, 1, 1], [0xFF, 0xDA, 0, 8, 1, 9])),
        ("scan of no components", With([0xFF, 0xDA, 0, 8, 1], [0xFF, 0xDA, 0, 8, 0])),
        ("scan of five components", With([0xFF, 0xDA, 0, 8, 1], [0xFF, 0xDA, 0, 8, 5])),
        ("second frame", With([0xFF, 0xDA], [0xFF, 0xC0, 0, 11, 8, 0, 12, 0, 20, 1, 1, 0x11, 0, 0xFF, 0xDA])),
        ("second start", With([0xFF, 0xDB, 0, 67], [0xFF, 0xD8, 0xFF, 0xDB, 0, 67])),
        ("no scan", Good[..Good.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA])]),
        ("end in place of a scan", With([0xFF, 0xDA], [0xFF, 0xD9])),
        ("no tables", [0xFF, 0xD8, .. Good[Good.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0])..]]),
        ("reserved marker", With([0xFF, 0xDA], [0xFF, 0xF0, 0, 2, 0xFF, 0xDA])),
        ("number of lines", With([0xFF, 0xDA], [0xFF, 0xDC, 0, 4, 0, 12, 0xFF, 0xDA])),
    ];

    private static byte[] With(byte[] part, byte[] other)
    {
        var at = Good.AsSpan().IndexOf(part);
        Assert.True(at > 0);
        return [.. Good[..at], .. other, .. Good[(at + part.Length)..]];
    }
}
