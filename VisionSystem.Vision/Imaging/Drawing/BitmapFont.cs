namespace VisionSystem.Vision.Imaging;

/// <summary>A bitmap font of this project: 5 × 8 pixels per glyph, ASCII 32..126. It needs no font file and no library.</summary>
internal static class BitmapFont
{
    /// <summary>The width of a glyph in pixels.</summary>
    public const int Width = 5;

    /// <summary>The height of a glyph in pixels; the lowest row is for descenders.</summary>
    public const int Height = 8;

    // Bit y · 5 + x is the pixel (x, y). Eight glyphs per line, starting with the space.
    private static ReadOnlySpan<ulong> Glyphs =>
    [
        0x0000000000, 0x0100421084, 0x000000294A, 0x0295F57D4A, 0x011F4717C4, 0x0672222273, 0x0593511526, 0x0000000884,
        0x0208210888, 0x0088842082, 0x0009575480, 0x00084F9080, 0x110C000000, 0x0000070000, 0x018C000000, 0x0042222210,
        0x03A33AE62E, 0x03884210C4, 0x07C444422E, 0x03A304111F, 0x0211F4A988, 0x03A3083C3F, 0x03A317844C, 0x010844221F,
        0x03A317462E, 0x01910F462E, 0x000C6018C0, 0x00886018C0, 0x0208208888, 0x0001F07C00, 0x0088882082, 0x010044422E,
        0x0382DAF62E, 0x04631FC62E, 0x03E317C62F, 0x03A210862E, 0x01D318C527, 0x07C217843F, 0x004217843F, 0x07A31E862E,
        0x04631FC631, 0x038842108E, 0x019284211C, 0x0452519531, 0x07C2108421, 0x04631AD771, 0x04739ACE71, 0x03A318C62E,
        0x004217C62F, 0x059358C62E, 0x045257C62F, 0x03E107043E, 0x010842109F, 0x03A318C631, 0x0114A8C631, 0x04775AC631,
        0x0462A22A31, 0x0108422A31, 0x07C222221F, 0x038421084E, 0x0420820821, 0x039084210E, 0x0000004544, 0xF800000000,
        0x0000000082, 0x07A3E83800, 0x03E318BC21, 0x078210F800, 0x07A318FA10, 0x0783F8B800, 0x0084213C4C, 0x743D18F800,
        0x046318BC21, 0x0388421804, 0x3250843008, 0x024A32A421, 0x0388421086, 0x056B5AAC00, 0x046318BC00, 0x03A318B800,
        0x085F18BC00, 0x843D18F800, 0x004219B400, 0x03E0E0F800, 0x0304213C42, 0x07A318C400, 0x0114A8C400, 0x02AB5AC400,
        0x0454454400, 0x743D18C400, 0x07C4447C00, 0x0608411098, 0x0108421084, 0x00C8441083, 0x00008A8800,
    ];

    /// <summary>True if a glyph covers a pixel; characters without a glyph appear as a question mark.</summary>
    public static bool Covers(char letter, int x, int y) =>
        (Glyphs[(letter is >= ' ' and <= '~' ? letter : '?') - ' '] >> ((y * Width) + x) & 1) != 0;
}
