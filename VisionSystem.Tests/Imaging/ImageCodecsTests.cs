using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Inference.Imaging;
using VisionSystem.Inference.Imaging.Codecs;

namespace VisionSystem.Tests.Imaging;

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
    public void Asks_for_the_stored_sides_of_a_turned_picture()
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
        Assert.Equal(["bmp", "gif", "jpeg", "png", "webp"], described.Keys.Order());
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
        Assert.Empty(new ImagingOptions().Validate());
        Assert.Equal(3, new ImagingOptions { MaxPixels = 0, MaxFileSizeMb = 0, Codec = (CodecChoice)9 }.Validate().Count());
    }

    private static ImageCodecs Codecs(ImagingOptions options)
    {
        TestCodecs.Require("libvips");
        return new ImageCodecs(options, NullLogger<ImageCodecs>.Instance);
    }

    private sealed class RecordingCodec : IImageCodec, IJpegEncoder
    {
        public string Name => "recorder";

        public (int Width, int Height) Least { get; private set; }

        public bool CanDecode(ImageFormat format) => true;

        public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, out PixelBuffer? pixels, out string? detail)
        {
            Least = (leastWidth, leastHeight);
            pixels = null;
            detail = "recorded";
            return ImageFault.Corrupt;
        }

        public void Encode(PixelBuffer picture, int quality, System.Buffers.IBufferWriter<byte> output)
        {
        }
    }
}
