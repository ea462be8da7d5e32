using System.Buffers;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Drawing;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class CodecTests
{
    public static TheoryData<string> JpegCodecs => TestCodecs.JpegNames;

    public static TheoryData<string> GeneralCodecs => TestCodecs.GeneralNames;

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void Grey_becomes_rgb(string name) => AllAre((90, 90, 90), TestCodecs.Require(name), TinyJpeg.Write(20, 12, [90]));

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void CMYK_becomes_rgb(string name)
    {
        var codec = TestCodecs.Require(name);

        // 255 is no ink.
        AllAre((200, 100, 50), codec, TinyJpeg.Write(9, 9, [200, 100, 50, 255], TinyJpeg.Adobe(0)));
        AllAre((100, 50, 25), codec, TinyJpeg.Write(9, 9, [200, 100, 50, 128], TinyJpeg.Adobe(0)), 1);
        AllAre((200, 100, 50), codec, TinyJpeg.Write(9, 9, [200, 100, 50, 255]));
    }

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void YCCK_becomes_rgb(string name) =>
        AllAre((165, 165, 165), TestCodecs.Require(name), TinyJpeg.Write(9, 9, [90, 128, 128, 255], TinyJpeg.Adobe(2)), 1);

    [Theory]
    [MemberData(nameof(GeneralCodecs))]
    public void Every_kind_of_png_becomes_rgb(string name)
    {
        var codec = TestCodecs.Require(name);
        AllAre((200, 100, 50), codec, TinyPng.Write(2, 2, 8, 2, [200, 100, 50, 200, 100, 50]));
        AllAre((77, 77, 77), codec, TinyPng.Write(2, 2, 8, 0, [77, 77]));
        AllAre((255, 255, 255), codec, TinyPng.Write(8, 2, 1, 0, [0xFF]));
        AllAre((10, 20, 30), codec, TinyPng.Write(4, 1, 2, 3, [0b01010101], ("PLTE", [0, 0, 0, 10, 20, 30])));
    }

    [Theory]
    [MemberData(nameof(GeneralCodecs))]
    public void Sixteen_bits_keep_their_high_byte(string name)
    {
        var codec = TestCodecs.Require(name);
        AllAre((200, 100, 50), codec, TinyPng.Write(1, 1, 16, 2, [200, 10, 100, 20, 50, 30]), 1);
        AllAre((77, 77, 77), codec, TinyPng.Write(1, 1, 16, 0, [77, 77]), 1);
    }

    [Theory]
    [MemberData(nameof(GeneralCodecs))]
    public void An_animation_gives_its_first_frame(string name)
    {
        var codec = TestCodecs.Require(name);
        AllAre((255, 0, 0), codec, TinyGif.Write(4, 4, (0, 0, 4, 4, 1), (0, 0, 4, 4, 2)));
        using var placed = codec.Decode(TinyGif.Write(6, 6, (2, 2, 2, 2, 3), (0, 0, 6, 6, 2)));
        Assert.Equal((6, 6), (placed.Width, placed.Height));
        Assert.Equal([0, 0, 255], placed.Row(3).Slice(9, 3).ToArray());
        Assert.Equal([255, 255, 255], placed.Row(0)[..3].ToArray());
    }

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void A_jpeg_is_never_decoded_smaller_than_asked_for(string name)
    {
        var codec = TestCodecs.Require(name);
        using var even = TestImages.Gradient(640, 480);
        var file = Encode(codec, even);
        foreach (var (leastWidth, leastHeight, divisor) in new[] { (0, 0, 1), (321, 240, 1), (320, 240, 2), (161, 1, 2), (160, 120, 4), (80, 60, 8), (1, 1, 8), (1, 400, 1) })
        {
            using var decoded = codec.Decode(file, leastWidth, leastHeight);
            Assert.Equal((640 / divisor, 480 / divisor), (decoded.Width, decoded.Height));
            Assert.Equal(0, decoded.Row(0)[0], 12.0);
            Assert.Equal(255, decoded.Row(decoded.Height / 2)[^3], 12.0);
        }

        using var odd = TestImages.Gradient(645, 483);
        file = Encode(codec, odd);
        foreach (var (leastWidth, leastHeight) in new[] { (323, 242), (322, 241), (162, 121), (161, 120), (81, 61), (80, 60) })
        {
            using var decoded = codec.Decode(file, leastWidth, leastHeight);
            Assert.True(decoded.Width >= leastWidth && decoded.Height >= leastHeight);
        }
    }

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void A_cut_off_jpeg_is_corrupt(string name)
    {
        var codec = TestCodecs.Require(name);
        using var picture = TestImages.Noise(200, 200, 1);
        var file = Encode(codec, picture);
        foreach (var part in new[] { 0.2, 0.5, 0.9, 0.99 })
        {
            Assert.Equal(ImageFault.Corrupt, Fault(codec, file[..(int)(file.Length * part)]));
        }
    }

    [Theory]
    [MemberData(nameof(GeneralCodecs))]
    public void A_cut_off_png_is_corrupt(string name)
    {
        var codec = TestCodecs.Require(name);
        var row = new byte[3000];
        new Random(1).NextBytes(row);
        var file = TinyPng.Write(1000, 100, 8, 2, row);
        foreach (var part in new[] { 0.1, 0.5, 0.9 })
        {
            Assert.Equal(ImageFault.Corrupt, Fault(codec, file[..(int)(file.Length * part)]));
        }
    }

    [Theory]
    [MemberData(nameof(GeneralCodecs))]
    public void Webp_is_decoded(string name)
    {
        var codec = TestCodecs.Require(name);
        var file = File.ReadAllBytes(TestData.Require("odd/pillow/hopper.webp"));
        using var picture = codec.Decode(file);
        Assert.Equal((128, 128), (picture.Width, picture.Height));
        Assert.Equal(ImageFault.Corrupt, Fault(codec, file[..(file.Length / 2)]));

        using var gradient = TestImages.Gradient(40, 30);
        using var lossless = codec.Decode(LosslessFiles.Write(gradient, "webp"));
        Assert.Equal(0, TestCodecs.MeanDifference(gradient, lossless));
    }

    private static void AllAre((byte Red, byte Green, byte Blue) color, IImageCodec codec, byte[] file, int tolerance = 0)
    {
        using var picture = codec.Decode(file);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var pixel = picture.Row(y).Slice(x * 3, 3);
                Assert.True(
                    Math.Abs(pixel[0] - color.Red) <= tolerance && Math.Abs(pixel[1] - color.Green) <= tolerance && Math.Abs(pixel[2] - color.Blue) <= tolerance,
                    $"{codec.Name}: {pixel[0]} {pixel[1]} {pixel[2]} in place of {color}");
            }
        }
    }

    private static byte[] Encode(IImageCodec codec, PixelBuffer picture)
    {
        var output = new ArrayBufferWriter<byte>();
        (codec as IJpegEncoder ?? new ImageSharpEncoder()).Encode(picture, 95, output);
        return output.WrittenSpan.ToArray();
    }

    private static ImageFault Fault(IImageCodec codec, byte[] file)
    {
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        var fault = codec.Decode(file, header, 0, 0, out var pixels, out var detail);
        Assert.Equal(fault == ImageFault.None, pixels is not null);
        Assert.Equal(fault == ImageFault.None, detail is null);
        pixels?.Dispose();
        return fault;
    }
}
