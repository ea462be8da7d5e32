using NetVips;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Corpus;

/// <summary>One small sample image in every container and every way in which that container stores pixels.</summary>
internal static class SeedImages
{
    private const int Width = 160;

    private static readonly Lazy<(string Name, byte[] File)[]> Made = new(Make);

    public static IReadOnlyList<(string Name, byte[] File)> All
    {
        get
        {
            TestCodecs.Require("libvips");
            return Made.Value;
        }
    }

    public static byte[] Get(string name) => All.First(picture => picture.Name == name).File;

    private static (string, byte[])[] Make()
    {
        using var image = Image.JpegloadBuffer(File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "ticket.jpg")));
        using var small = image.Resize((double)Width / image.Width);
        using var grey = small.Colourspace(Enums.Interpretation.Bw);
        using var deep = small.Colourspace(Enums.Interpretation.Rgb16);
        using var clear = small.Bandjoin(grey[0]);
        return
        [
            ("jpeg", small.JpegsaveBuffer(q: 85)),
            ("jpeg progressive", small.JpegsaveBuffer(q: 85, interlace: true)),
            ("jpeg grey", grey.JpegsaveBuffer(q: 85)),
            ("jpeg restarts", small.JpegsaveBuffer(q: 85, restartInterval: 4)),
            ("png", small.PngsaveBuffer()),
            ("png interlaced", clear.PngsaveBuffer(interlace: true)),
            ("png palette", small.PngsaveBuffer(palette: true)),
            ("png 16 bits", deep.PngsaveBuffer()),
            ("webp", small.WebpsaveBuffer(q: 80, keep: Enums.ForeignKeep.None)),
            ("webp lossless", small.WebpsaveBuffer(lossless: true)),
            ("webp alpha", clear.WebpsaveBuffer(q: 80)),
            ("gif", small.GifsaveBuffer()),
            ("gif frames", TinyGif.Write(40, 30, (0, 0, 40, 30, 1), (2, 2, 20, 20, 2), (0, 0, 40, 30, 3))),
            ("tiff", small.TiffsaveBuffer()),
            ("tiff tiles", small.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal, tile: true)),
            ("tiff jpeg", small.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg)),
            ("tiff 16 bits", deep.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw)),
            ("avif", TinyAvif.Save(small, lossless: false)),
            ("avif alpha", TinyAvif.Save(clear, lossless: false)),
            ("avif 10 bits", TinyAvif.Save(deep, lossless: false, bits: 10)),
            ("avif grid", TinyAvif.Grid(small, 96, 96)),
            ("bmp", TinyBmp.Write(Width, small.Height, 24, 0, [], Rows(small))),
            ("bmp run-length", TinyBmp.Write(4, 2, 8, 1, [0, 0, 0, 0, 255, 255, 255, 0], [4, 1, 0, 0, 2, 1, 2, 0, 0, 1])),
        ];
    }

    private static byte[] Rows(Image image)
    {
        var pixels = image.WriteToMemory<byte>();
        for (var at = 0; at < pixels.Length; at += 3)
        {
            (pixels[at], pixels[at + 2]) = (pixels[at + 2], pixels[at]);
        }

        return pixels;
    }
}
