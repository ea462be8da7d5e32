namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Writes GIFs with uncompressed frames of one colour: a clear code precedes every growth of the code size.</summary>
internal static class TinyGif
{
    /// <summary>Black, red, green, blue.</summary>
    private static readonly byte[] Palette = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255];

    /// <param name="width">The screen's width in pixels.</param>
    /// <param name="height">The screen's height in pixels.</param>
    /// <param name="frames">Position, size and palette index of each frame.</param>
    public static byte[] Write(int width, int height, params (int Left, int Top, int Width, int Height, int Color)[] frames) => Write(width, height, transparent: null, frames);

    /// <param name="width">The screen's width in pixels.</param>
    /// <param name="height">The screen's height in pixels.</param>
    /// <param name="transparent">The transparent palette index of every frame, if any.</param>
    /// <param name="frames">Position, size and palette index of each frame.</param>
    public static byte[] Write(int width, int height, byte? transparent, params (int Left, int Top, int Width, int Height, int Color)[] frames)
    {
        List<byte> file = [.. "GIF89a"u8, .. Short(width), .. Short(height), 0x81, 0, 0, .. Palette];
        foreach (var frame in frames)
        {
            file.AddRange([0x21, 0xF9, 4, (byte)(transparent is null ? 0 : 1), 10, 0, transparent ?? 0, 0]);
            file.AddRange([0x2C, .. Short(frame.Left), .. Short(frame.Top), .. Short(frame.Width), .. Short(frame.Height), 0, 2]);
            foreach (var block in Codes(frame.Width * frame.Height, frame.Color).Chunk(255))
            {
                file.AddRange([(byte)block.Length, .. block]);
            }

            file.Add(0);
        }

        file.Add(0x3B);
        return [.. file];
    }

    // Codes of three bits: 0..3 colours, 4 clear, 5 end. A clear after every second colour keeps them at three bits.
    private static List<byte> Codes(int pixels, int color)
    {
        List<int> codes = [4];
        for (var i = 0; i < pixels; i++)
        {
            codes.Add(color);
            if (i % 2 == 1)
            {
                codes.Add(4);
            }
        }

        codes.Add(5);
        var bytes = new List<byte>();
        var (held, bits) = (0, 0);
        foreach (var code in codes)
        {
            held |= code << bits;
            for (bits += 3; bits >= 8; bits -= 8, held >>= 8)
            {
                bytes.Add((byte)held);
            }
        }

        bytes.Add((byte)held);
        return bytes;
    }

    private static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];
}
