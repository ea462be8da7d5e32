using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Decodes BMP in managed code, because the packaged native builds lack it: 1 to 32 bits, run-length encoding, bit fields,
/// bottom-up and top-down rows.
/// </summary>
internal sealed class BmpCodec : IImageCodec
{
    public string Name => "managed";

    public bool CanDecode(ImageFormat format) => format == ImageFormat.Bmp;

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int minWidth, int minHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bmp = new BmpFile(file.Span);
        pixels = null;
        if (!bmp.Supported)
        {
            detail = "The BMP's compression is not supported; save it uncompressed, or as PNG.";
            return ImageFault.Corrupt;
        }

        var runs = bmp.Compression is BmpFile.RunLength4 or BmpFile.RunLength8;
        var stride = RowBytes(header.Width, bmp.Depth);
        if (!runs && stride * header.Height > RowPadding(header.Width, bmp.Depth) + bmp.Pixels.Length)
        {
            detail = "The BMP ends early.";
            return ImageFault.Corrupt;
        }

        var image = PixelBuffer.Rent(header.Width, header.Height);
        if (runs && !BmpRunLength.TryDecode(bmp, image))
        {
            image.Dispose();
            detail = "The BMP's run-length data ends early.";
            return ImageFault.Corrupt;
        }

        var transparent = !runs && bmp.Alpha.Mask != 0 && AnyAlpha(bmp, header.Width, header.Height, stride);
        for (var y = 0; !runs && y < header.Height; y++)
        {
            var stored = bmp.Pixels[(int)(stride * (bmp.TopDown ? y : header.Height - 1 - y))..];
            Unpack(bmp, stored, image.Row(y), transparent, conversion.EffectiveBackground);
        }

        pixels = image;
        detail = null;
        return ImageFault.None;
    }

    private static long RowBytes(int width, int depth) => (((long)width * depth) + 31) / 32 * 4;

    // Some encoders omit the padding after the last row.
    private static long RowPadding(int width, int depth) => RowBytes(width, depth) - ((((long)width * depth) + 7) / 8);

    private static void Unpack(in BmpFile bmp, ReadOnlySpan<byte> stored, Span<byte> row, bool transparent, Colour background)
    {
        for (int x = 0, at = 0; at < row.Length; x++, at += 3)
        {
            var rgb = row.Slice(at, 3);
            switch (bmp.Depth)
            {
                case 24:
                    (rgb[0], rgb[1], rgb[2]) = (stored[at + 2], stored[at + 1], stored[at]);
                    break;
                case 16 or 32:
                    var pixel = Pixel(stored, x, bmp.Depth);
                    var alpha = transparent ? bmp.Alpha.Read(pixel) : 255;
                    rgb[0] = Over(bmp.Red.Read(pixel), background.Red, alpha);
                    rgb[1] = Over(bmp.Green.Read(pixel), background.Green, alpha);
                    rgb[2] = Over(bmp.Blue.Read(pixel), background.Blue, alpha);
                    break;
                default:
                    // Indices of 1, 2, 4 or 8 bits; the leftmost is in the highest bits.
                    var bit = (long)x * bmp.Depth;
                    var index = stored[(int)(bit / 8)] >> (int)(8 - bmp.Depth - (bit % 8));
                    bmp.WriteColor(index & ((1 << bmp.Depth) - 1), rgb);
                    break;
            }
        }
    }

    private static byte Over(int value, int background, int alpha) => (byte)(((value * alpha) + (background * (255 - alpha))) / 255);

    // Many encoders declare an alpha channel and leave it at zero. Such an image is opaque.
    private static bool AnyAlpha(in BmpFile bmp, int width, int height, long stride)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if ((Pixel(bmp.Pixels[(int)(stride * y)..], x, bmp.Depth) & bmp.Alpha.Mask) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static uint Pixel(ReadOnlySpan<byte> stored, int x, int depth) => depth == 16
        ? BinaryPrimitives.ReadUInt16LittleEndian(stored[(x * 2)..])
        : BinaryPrimitives.ReadUInt32LittleEndian(stored[(x * 4)..]);
}
