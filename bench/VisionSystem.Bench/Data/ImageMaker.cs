using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Bench.Reporting;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Data;

/// <summary>Makes JPEGs (4:2:0, quality 90) of other sizes from ordinary images, below <c>.vision/bench/images</c>.</summary>
internal static class ImageMaker
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(BenchFiles.Output, "photos")).FullName;

    /// <summary>The files, made on the first call and kept.</summary>
    /// <param name="name">What their names begin with.</param>
    /// <param name="count">How many; at most as many as there are ordinary images.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="grain">How far the grain that is added reaches on either side, in grey levels.</param>
    public static IReadOnlyList<string> Get(string name, int count, int width, int height, int grain) =>
        [.. BenchFiles.OrdinaryImages.Take(count).Select(image => Made(image, Path.Combine(Folder, $"{name}-{Path.GetFileName(image)}"), width, height, grain))];

    private static string Made(string image, string file, int width, int height, int grain)
    {
        if (!File.Exists(file))
        {
            Report.Progress($"making {Path.GetRelativePath(BenchFiles.Root, file)}");
            var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
            using var resized = Resize(codecs, File.ReadAllBytes(image), width, height);
            AddGrain(resized, grain);
            var jpeg = new ArrayBufferWriter<byte>();
            codecs.EncodeJpeg(resized, jpeg);
            File.WriteAllBytes(file + ".part", jpeg.WrittenSpan);
            File.Move(file + ".part", file, overwrite: true);
        }

        return file;
    }

    private static PixelBuffer Resize(ImageCodecs codecs, byte[] image, int width, int height)
    {
        if (codecs.ReadHeader(image, out var header, out var detail) != ImageFault.None
            || codecs.Decode(image, header, 0, 0, out var pixels, out detail) != ImageFault.None)
        {
            throw new InvalidDataException(detail);
        }

        using (pixels)
        {
            return Stretch.To(new UprightView(pixels!, header.Orientation), width, height);
        }
    }

    /// <summary>The same for every image and every run.</summary>
    private static void AddGrain(PixelBuffer picture, int most)
    {
        var random = new Random(12);
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < row.Length; x += PixelBuffer.Channels)
            {
                // The sum of two dice rather than one: most grains are small. Grey, as most of a sensor's is after its noise filter.
                var grain = random.Next(-most, most + 1) + random.Next(-most, most + 1);
                for (var channel = x; channel < x + PixelBuffer.Channels; channel++)
                {
                    row[channel] = (byte)Math.Clamp(row[channel] + grain, 0, 255);
                }
            }
        }
    }
}
