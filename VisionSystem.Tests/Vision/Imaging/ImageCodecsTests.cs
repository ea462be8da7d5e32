using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class ImageCodecsTests
{
    [Fact]
    public void Refuses_an_image_larger_than_the_pixel_limit_by_its_header_alone()
    {
        var codecs = Codecs(new ImagingOptions { MaxPixels = 1000 });
        Assert.Equal(ImageFault.None, codecs.ReadHeader(TinyJpeg.Write(100, 10, [0]), out _, out _));
        Assert.Equal(ImageFault.TooManyPixels, codecs.ReadHeader(TinyJpeg.Write(143, 7, [0]), out var header, out var detail));
        Assert.Equal(1001, header.Pixels);
        Assert.Contains("1001", detail, StringComparison.Ordinal);
        var huge = TinyPng.Write(1, 1, 8, 2, [0, 0, 0]);
        new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF }.CopyTo(huge, 16);
        Assert.Equal(ImageFault.TooManyPixels, codecs.ReadHeader(huge, out _, out _));
    }

    [Fact]
    public void Requests_the_stored_dimensions_of_a_rotated_image()
    {
        var recorder = new RecordingCodec();
        var header = new ImageHeader(ImageFormat.Jpeg, 400, 300, 6, "rgb");
        new ImageCodecs(new ImagingOptions(), [recorder], NullLogger.Instance).Decode(default, header, 30, 40, out _, out _);
        Assert.Equal((40, 30), recorder.Least);
        new ImageCodecs(new ImagingOptions { ScaledDecode = false }, [recorder], NullLogger.Instance).Decode(default, header, 30, 40, out _, out _);
        Assert.Equal((0, 0), recorder.Least);
    }

    [Fact]
    public void Names_the_codec_of_every_format()
    {
        var described = Codecs(new ImagingOptions()).Describe();
        Assert.Equal(["avif", "bmp", "gif", "jpeg", "png", "tiff", "webp"], described.Keys.Order());
        Assert.Equal("managed", described["bmp"]);
    }

    [Fact]
    public void A_format_without_a_codec_stops_the_start_and_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new ImageCodecs(new ImagingOptions(), [new BmpCodec()], NullLogger.Instance));
        Assert.Contains("Jpeg, Png, WebP, Gif", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_all_listed()
    {
        Assert.Empty(Errors(new ImagingOptions()));
        Assert.Equal(3, Errors(new ImagingOptions { MaxPixels = 0, MaxFileSizeMb = 0, Codec = (CodecChoice)9 }).Count);
        Assert.Equal(2, Errors(new ImagingOptions { MaxFileSizeMb = 50, MaxRequestSizeMb = 49, MaxImagesPerRequest = 0 }).Count);
        Assert.Equal((100, 2047), (new ImagingOptions().RequestSizeMb, new ImagingOptions { MaxFileSizeMb = 1500 }.RequestSizeMb));
    }

    [Fact]
    public void Portable_decodes_jpeg_with_libvips_and_encodes_without_libjpeg_turbo()
    {
        var codecs = Codecs(new ImagingOptions { Codec = CodecChoice.Portable });
        Assert.Equal("libvips", codecs.Describe()["jpeg"]);
        using var picture = TestImages.Gradient(64, 48);
        var jpeg = new ArrayBufferWriter<byte>();
        codecs.EncodeJpeg(picture, jpeg);
        using var decoded = TestCodecs.Require("libvips").Decode(jpeg.WrittenSpan.ToArray());
        Assert.True(TestCodecs.MeanDifference(picture, decoded) < 4);
    }

    [Fact]
    public void Auto_prefers_libjpeg_turbo()
    {
        TestCodecs.Require("libjpeg-turbo");
        Assert.Equal("libjpeg-turbo", Codecs(new ImagingOptions()).Describe()["jpeg"]);
        Assert.Equal("libjpeg-turbo", Codecs(new ImagingOptions { Codec = CodecChoice.Native }).Describe()["jpeg"]);
    }

    [Fact]
    public void A_missing_libjpeg_turbo_is_an_error_only_where_the_operator_asked_for_it()
    {
        const string Error = "libjpeg-turbo is not installed";
        Assert.Empty(ImageCodecs.DescribeMissing(CodecChoice.Auto, turboJpegNamed: false, Error, vipsError: null));
        Assert.Equal(
            $"CV_IMAGE_CODEC is native, but {Error}. {TurboJpegLibrary.Remedy}.",
            Assert.Single(ImageCodecs.DescribeMissing(CodecChoice.Native, turboJpegNamed: false, Error, vipsError: null)));
        Assert.Contains("unset VISION_TURBOJPEG", Assert.Single(ImageCodecs.DescribeMissing(CodecChoice.Auto, turboJpegNamed: true, Error, vipsError: null)), StringComparison.Ordinal);
        Assert.Empty(ImageCodecs.DescribeMissing(CodecChoice.Native, turboJpegNamed: true, turboJpegError: null, vipsError: null));
    }

    [Fact]
    public void A_missing_libvips_is_an_error_that_says_what_to_publish()
    {
        var error = Assert.Single(ImageCodecs.DescribeMissing(CodecChoice.Portable, turboJpegNamed: false, turboJpegError: null, "no such file"));
        Assert.Contains("no such file", error, StringComparison.Ordinal);
        Assert.Contains($"dotnet publish -r {RuntimeInformation.RuntimeIdentifier}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_file_that_is_not_libjpeg_turbo_is_an_error()
    {
        Assert.Null(TurboJpegLibrary.Load("/no/such/libturbojpeg.so", out var error));
        Assert.Equal("VISION_TURBOJPEG names /no/such/libturbojpeg.so, which does not load as a library", error);
        var other = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", "libvips.so.42");
        Assert.SkipUnless(File.Exists(other), "libvips is found by this path on Linux only");
        Assert.Null(TurboJpegLibrary.Load(other, out error));
        Assert.Equal($"VISION_TURBOJPEG names {other}, which is not libjpeg-turbo 2.0 or newer", error);
    }

    private static IReadOnlyList<string> Errors(ImagingOptions options) => OptionsErrors.In(options, ImagingOptions.Section);

    private static ImageCodecs Codecs(ImagingOptions options) => new(options, NullLogger<ImageCodecs>.Instance);

    private sealed class RecordingCodec : IImageCodec, IJpegEncoder
    {
        public string Name => "recorder";

        public (int Width, int Height) Least { get; private set; }

        public bool CanDecode(ImageFormat format) => true;

        public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail)
        {
            Least = (leastWidth, leastHeight);
            pixels = null;
            detail = "recorded";
            return ImageFault.Corrupt;
        }

        public void Encode(PixelBuffer picture, int quality, IBufferWriter<byte> output)
        {
        }
    }
}
