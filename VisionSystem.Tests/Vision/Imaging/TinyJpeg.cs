namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Writes JPEGs of one flat colour: every block holds only its mean, so the samples are exact.</summary>
internal static class TinyJpeg
{
    /// <param name="width">Pixels across, up to 65535.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="samples">One stored value per component: 1 grey, 3 YCbCr, 4 CMYK.</param>
    /// <param name="segments">Complete segments to insert after the start marker, for example <see cref="Adobe"/>.</param>
    public static byte[] Write(int width, int height, byte[] samples, params byte[][] segments)
    {
        List<byte> file = [0xFF, 0xD8, .. segments.SelectMany(segment => segment)];

        // Quantization by 8 makes the DC coefficient equal to the mean.
        file.AddRange([0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64)]);
        file.AddRange([0xFF, 0xC0, 0, (byte)(8 + (3 * samples.Length)), 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, (byte)samples.Length]);
        file.AddRange(samples.SelectMany((_, i) => new byte[] { (byte)(i + 1), 0x11, 0 }));

        // DC: twelve lengths, each with a code of four bits. AC: only "end of block", one bit.
        file.AddRange([0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        file.AddRange([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00]);
        file.AddRange([0xFF, 0xDA, 0, (byte)(6 + (2 * samples.Length)), (byte)samples.Length]);
        file.AddRange(samples.SelectMany((_, i) => new byte[] { (byte)(i + 1), 0x00 }));
        file.AddRange([0, 63, 0]);
        file.AddRange(Scan((width + 7) / 8 * ((height + 7) / 8), samples));
        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    /// <summary>Adobe's APP14 segment with its colour transform: 0 none, 2 YCCK.</summary>
    public static byte[] Adobe(byte transform) => [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform];

    /// <summary>An APP1 segment with EXIF data.</summary>
    public static byte[] App1(byte[] exif) => [0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif];

    private static List<byte> Scan(int blocks, byte[] samples)
    {
        var bits = new List<bool>();
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sample in samples)
            {
                var difference = block == 0 ? sample - 128 : 0;
                var length = 32 - int.LeadingZeroCount(Math.Abs(difference));
                Put(bits, length, 4);
                Put(bits, difference < 0 ? difference + (1 << length) - 1 : difference, length);
                Put(bits, 0, 1);
            }
        }

        while (bits.Count % 8 != 0)
        {
            bits.Add(true);
        }

        var bytes = new List<byte>();
        foreach (var octet in bits.Chunk(8))
        {
            bytes.Add((byte)octet.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0)));
            if (bytes[^1] == 0xFF)
            {
                bytes.Add(0);
            }
        }

        return bytes;
    }

    private static void Put(List<bool> bits, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            bits.Add((value >> i & 1) != 0);
        }
    }
}
