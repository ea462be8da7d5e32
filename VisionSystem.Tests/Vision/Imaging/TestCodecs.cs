using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Every codec of the product, for theories; tests of a codec that is not installed are skipped by name.</summary>
internal static class TestCodecs
{
    private static readonly List<IImageCodec> Found = ImageCodecs.Discover(new ImagingOptions());

    public static TheoryData<string> Names => [.. All()];

    /// <summary>The codecs that read JPEG.</summary>
    public static TheoryData<string> JpegNames => [.. All().Where(name => name != "managed")];

    /// <summary>The codecs that read PNG, WebP and GIF.</summary>
    public static TheoryData<string> GeneralNames => ["libvips"];

    /// <summary>The codecs that read BMP.</summary>
    public static TheoryData<string> BmpNames => ["managed"];

    /// <summary>The values of <c>CV_IMAGE_CODEC</c>, except the one that selects automatically.</summary>
    public static TheoryData<string> Choices => ["native", "portable"];

    public static IImageCodec Require(string name)
    {
        var codec = Found.Find(codec => codec.Name == name);
        Assert.SkipWhen(codec is null, $"{name} is not installed here");
        return codec;
    }

    /// <summary>All codecs of a choice; skips the test if one is not installed.</summary>
    public static ImageCodecs Of(string choice, long maxPixels = 64_000_000)
    {
        var options = new ImagingOptions { Codec = Enum.Parse<CodecChoice>(choice, ignoreCase: true), MaxPixels = maxPixels };
        var errors = OptionsErrors.In(options, ImagingOptions.Section);
        Assert.SkipWhen(errors.Count > 0, $"codecs are not installed here: {string.Join(' ', errors)}");
        return new ImageCodecs(options, NullLogger<ImageCodecs>.Instance);
    }

    /// <summary>Decodes completely with the default conversion.</summary>
    public static ImageFault Decode(
        this IImageCodec codec, ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, out PixelBuffer? pixels, out string? detail) =>
        codec.Decode(file, header, leastWidth, leastHeight, default, CancellationToken.None, out pixels, out detail);

    /// <summary>Decodes a complete file and fails the test on a fault.</summary>
    public static PixelBuffer Decode(this IImageCodec codec, byte[] file, int leastWidth = 0, int leastHeight = 0, PixelConversion conversion = default)
    {
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        var fault = codec.Decode(file, header, leastWidth, leastHeight, conversion, CancellationToken.None, out var pixels, out var detail);
        Assert.True(fault == ImageFault.None, $"{codec.Name}: {fault}, {detail}");
        return pixels!;
    }

    private static IEnumerable<string> All() => Found.Select(codec => codec.Name).Union(["libjpeg-turbo", "libvips"]);

    /// <summary>The mean difference of two images' values, 0..255; their sizes must be equal.</summary>
    public static double MeanDifference(PixelBuffer a, PixelBuffer b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        long sum = 0;
        for (var y = 0; y < a.Height; y++)
        {
            var rowA = a.Row(y);
            var rowB = b.Row(y);
            for (var i = 0; i < rowA.Length; i++)
            {
                sum += Math.Abs(rowA[i] - rowB[i]);
            }
        }

        return (double)sum / a.ByteLength;
    }
}
