using NetVips;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Writes an image in every lossless format.</summary>
internal static class LosslessFiles
{
    public static string[] Names { get; } = ["bmp", "bmp upside down", "png", "png interlaced", "png with alpha", "png of 16 bits", "webp"];

    public static byte[] Write(PixelBuffer picture, string name)
    {
        if (name.StartsWith("bmp", StringComparison.Ordinal))
        {
            return Bmp(picture, topDown: name == "bmp");
        }

        var pixels = new byte[picture.ByteLength];
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Row(y).CopyTo(pixels.AsSpan(y * picture.Stride));
        }

        using var plain = Image.NewFromMemory(pixels, picture.Width, picture.Height, PixelBuffer.Channels, Enums.BandFormat.Uchar);
        using var image = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        switch (name)
        {
            case "png with alpha":
                using (var opaque = image.Bandjoin(255))
                {
                    return opaque.PngsaveBuffer();
                }

            case "png of 16 bits":
                using (var deep = image.Linear([257.0], [0.0]).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16))
                {
                    return deep.PngsaveBuffer(bitdepth: 16);
                }

            case "webp":
                return image.WebpsaveBuffer(lossless: true);
            default:
                return image.PngsaveBuffer(interlace: name == "png interlaced");
        }
    }

    public static byte[] Bmp(PixelBuffer picture, bool topDown = true)
    {
        var stride = (picture.Stride + 3) & ~3;
        var rows = new byte[stride * picture.Height];
        for (var y = 0; y < picture.Height; y++)
        {
            var from = picture.Row(y);
            var to = rows.AsSpan(stride * (topDown ? y : picture.Height - 1 - y), stride);
            for (var x = 0; x < from.Length; x += PixelBuffer.Channels)
            {
                (to[x], to[x + 1], to[x + 2]) = (from[x + 2], from[x + 1], from[x]);
            }
        }

        return TinyBmp.Write(picture.Width, topDown ? -picture.Height : picture.Height, 24, 0, [], rows);
    }
}
