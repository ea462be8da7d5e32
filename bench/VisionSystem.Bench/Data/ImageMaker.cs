using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Bench.Reporting;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Data;

/// <summary>Creates JPEGs (4:2:0, quality 90) of other sizes from ordinary images, in <c>.vision/bench/photos</c>.</summary>
internal static class ImageMaker
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(BenchFiles.Output, "photos")).FullName;

    /// <summary>Returns the files; the first call creates them.</summary>
    /// <param name="name">Prefix of the file names.</param>
    /// <param name="count">Number of files, at most the number of ordinary images.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="grain">Half the amplitude of the added noise, in grey levels.</param>
    public static IReadOnlyList<string> Get(string name, int count, int width, int height, int grain) =>
        [.. BenchFiles.OrdinaryImages.Take(count).Select(image => Create(image, Path.Combine(Folder, $"{name}-{Path.GetFileName(image)}"), width, height, grain))];

    private static string Create(string image, string file, int width, int height, int grain)
    {
        if (!File.Exists(file))
        {
            Report.Progress($"creating {Path.GetRelativePath(BenchFiles.Root, file)}");
            var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
            using var resized = Resize(new ImageFile(image, codecs), width, height);
            AddGrain(resized, grain);
            var jpeg = new ArrayBufferWriter<byte>();
            codecs.EncodeJpeg(resized, jpeg);
            File.WriteAllBytes(file + ".part", jpeg.WrittenSpan);
            File.Move(file + ".part", file, overwrite: true);
        }

        return file;
    }

    private static PixelBuffer Resize(ImageFile image, int width, int height)
    {
        using var pixels = image.Decode();
        return Stretch.To(new UprightView(pixels, image.Header.Orientation), width, height);
    }

    /// <summary>Adds noise from a fixed seed, identical for every image and every run.</summary>
    private static void AddGrain(PixelBuffer image, int amplitude)
    {
        var random = new Random(12);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x += PixelBuffer.Channels)
            {
                // The sum of two uniform values makes small grains more frequent. Grey, like sensor noise after the camera's noise filter.
                var grain = random.Next(-amplitude, amplitude + 1) + random.Next(-amplitude, amplitude + 1);
                for (var channel = x; channel < x + PixelBuffer.Channels; channel++)
                {
                    row[channel] = (byte)Math.Clamp(row[channel] + grain, 0, 255);
                }
            }
        }
    }
}

/// <summary>
/// 12-megapixel JPEGs (4000 × 3000) like those of a phone, enlarged from ordinary images. Enlarging alone would give files of a
/// third of the size of a camera's, which decode faster; added sensor noise corrects this.
/// </summary>
internal static class LargeImages
{
    /// <summary>Amplitude that gives files of 3 to 5 MB.</summary>
    private const int Grain = 6;

    /// <summary>Returns the files; the first call creates them.</summary>
    /// <param name="count">Number of files, at most the number of ordinary images.</param>
    public static IReadOnlyList<string> Get(int count) => ImageMaker.Get("12mp", count, 4000, 3000, Grain);
}
