using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Reads a GIF's logical screen and first frame (GIF89a specification). The image is the screen, enlarged where the first
/// frame extends beyond it, as browsers render it.
/// </summary>
internal static class GifHeader
{
    private const int ScreenEnd = 13;

    public static bool TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        detail = null;
        if (file.Length < ScreenEnd)
        {
            detail = "The GIF ends before its size is known.";
            return false;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        var frame = FirstFrame(file);
        width = Math.Max(width, frame.Right);
        height = Math.Max(height, frame.Bottom);
        if (width == 0 || height == 0)
        {
            detail = "The GIF's header states a size of 0 pixels.";
            return false;
        }

        header = new ImageHeader(ImageFormat.Gif, width, height, 1, "palette");
        return true;
    }

    private static ReadOnlySpan<byte> SkipColorTable(ReadOnlySpan<byte> blocks, byte flags)
    {
        var table = (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
        return blocks[Math.Min(table, blocks.Length)..];
    }

    /// <summary>Returns the first frame's position in the image, in pixels from the top left corner; the rest of the image is transparent.</summary>
    /// <param name="file">The complete file, or at least its header.</param>
    public static (int Left, int Top, int Right, int Bottom) FirstFrame(ReadOnlySpan<byte> file)
    {
        var blocks = SkipColorTable(file[ScreenEnd..], file[10]);
        while (blocks.Length >= 2 && blocks[0] == 0x21)
        {
            blocks = blocks[2..];
            while (!blocks.IsEmpty && blocks[0] != 0)
            {
                blocks = blocks[Math.Min(blocks[0] + 1, blocks.Length)..];
            }

            blocks = blocks[Math.Min(1, blocks.Length)..];
        }

        return blocks.Length >= 9 && blocks[0] == 0x2C
            ? (UInt16(blocks, 1), UInt16(blocks, 3), UInt16(blocks, 1) + UInt16(blocks, 5), UInt16(blocks, 3) + UInt16(blocks, 7))
            : (0, 0, 0, 0);
    }

    private static int UInt16(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);
}
