using NetVips;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class TiffTests
{
    [Fact]
    public void The_first_page_is_decoded_and_turned_as_it_says()
    {
        var codecs = TestCodecs.Of("portable");
        using var left = Image.Black(6, 4, bands: 3);
        using var right = left + 200;
        using var picture = left.Join(right.Cast(Enums.BandFormat.Uchar), Enums.Direction.Horizontal).Copy(interpretation: Enums.Interpretation.Srgb);
        using var turned = picture.Mutate(image => image.Set(GValue.GIntType, "orientation", 6));
        var file = turned.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw);
        Assert.Equal(ImageFault.None, codecs.ReadHeader(file, out var header, out _));
        Assert.Equal(new ImageHeader(ImageFormat.Tiff, 12, 4, 6, "rgb"), header);
        Assert.Equal(ImageFault.None, codecs.Decode(file, header, 0, 0, out var pixels, out _));
        using (pixels)
        {
            Assert.Equal([0, 200], new[] { pixels!.Row(0)[0], pixels.Row(0)[^1] });
        }
    }

    [Fact]
    public void Metadata_and_further_pages_do_not_reach_the_codec()
    {
        var file = TinyTiff.Write(8, 8, [(270, 2, "a text that is longer than four bytes\0"u8.ToArray()), (700, 1, [1, 2, 3, 4, 5]), (274, 3, [6, 0])], next: 8);
        TestCodecs.Require("libvips");
        using var source = VipsCodec.Open(file, ImageFormat.Tiff);
        using var image = Image.TiffloadSource(source);
        Assert.Equal((8, 8), (image.Width, image.Height));
        Assert.DoesNotContain("xmp-data", image.GetFields());
        Assert.DoesNotContain("image-description", image.GetFields());
        Assert.True(!image.Contains("n-pages") || (int)image.Get("n-pages") == 1);
    }

    [Theory]
    [InlineData(259, 34712, "compression")]
    [InlineData(262, 32803, "colour model")]
    [InlineData(277, 5, "sample format")]
    [InlineData(339, 3, "sample format")]
    [InlineData(258, 32, "sample format")]
    public void A_kind_that_is_not_read_is_named(ushort tag, ushort value, string what)
    {
        var file = TinyTiff.Write(8, 8, [(tag, 3, BitConverter.GetBytes(value))]);
        Assert.Equal(ImageFault.Unsupported, ImageHeaderReader.TryRead(file, out _, out var detail));
        Assert.Contains(what, detail, StringComparison.Ordinal);
        Assert.Equal(ImageFault.Unsupported, ImageHeaderReader.TryRead("II+\0\u0008\0\0\0"u8, out _, out detail));
        Assert.Contains("BigTIFF", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_held_against_the_limit_and_tiles_against_the_size()
    {
        var codecs = TestCodecs.Of("portable", maxPixels: 1000);
        Assert.Equal(ImageFault.None, codecs.ReadHeader(TinyTiff.Write(25, 40, []), out _, out _));
        Assert.Equal(ImageFault.TooManyPixels, codecs.ReadHeader(TinyTiff.Write(41, 25, []), out _, out _));
        Assert.Equal(ImageFault.Corrupt, codecs.ReadHeader(TinyTiff.Write(25, 40, [(322, 4, BitConverter.GetBytes(65_536)), (323, 4, BitConverter.GetBytes(65_536))]), out _, out _));
        Assert.Equal(ImageFault.Corrupt, codecs.ReadHeader(TinyTiff.Write(25, 40, [(256, 4, [0, 0, 0, 0])]), out _, out _));
    }

    [Fact]
    public void A_page_that_is_cut_off_is_corrupt_and_never_an_exception()
    {
        var codecs = TestCodecs.Of("portable");
        var file = TinyTiff.Write(8, 8, []);
        for (var length = 4; length < file.Length; length++)
        {
            var fault = codecs.ReadHeader(file.AsSpan(0, length), out var header, out _);
            if (fault == ImageFault.None)
            {
                fault = codecs.Decode(file.AsMemory(0, length), header, 0, 0, out var pixels, out _);
                pixels?.Dispose();
            }

            // Only the offset of the next page may be missing.
            Assert.True(fault == ImageFault.Corrupt || length >= file.Length - 4, $"{length} of {file.Length} bytes");
        }
    }
}
