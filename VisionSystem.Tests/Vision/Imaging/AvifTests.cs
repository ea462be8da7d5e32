using NetVips;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>The pixels of valid AVIFs equal those of the source image, and those of libheif for files that it reads completely.</summary>
public sealed class AvifTests
{
    private const int Width = 150;
    private const int Height = 110;

    /// <summary>Counter-clockwise quarter turns, and the mirror axis or -1 for none.</summary>
    public static TheoryData<int, int> Turns => new MatrixTheoryData<int, int>([0, 1, 2, 3], [-1, 0, 1]);

    [Fact]
    public void A_lossless_image_decodes_to_its_source()
    {
        using var picture = Gradient(out var image);
        using (image)
        {
            Assert.Equal(new ImageHeader(ImageFormat.Avif, Width, Height, 1, "rgb") { CodedPixels = Width * Height }, Header(TinyAvif.Save(image)));
            Assert.Equal(0, Difference(picture, TinyAvif.Save(image)));
            Assert.InRange(Difference(picture, TinyAvif.Save(image, lossless: false)), 0, 2);
            using var gray = image.Colourspace(Enums.Interpretation.Bw);
            using var expected = Decode(gray.PngsaveBuffer());
            var file = TinyAvif.Write(AvifPart.Frame(TinyAvif.CodeGray(gray), Width, Height));
            Assert.Equal("gray", Header(file).ColorMode);
            Assert.InRange(Difference(expected, file), 0, 1);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void More_than_8_bits_become_8_by_their_high_ones_or_by_their_use(int bits)
    {
        using var picture = Gradient(out var image);
        using var deep = (image * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        using var dark = (image * 16).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        using (image)
        {
            Assert.InRange(Difference(picture, TinyAvif.Save(deep, lossless: false, bits)), 0, 2);
            using var found = Decode(TinyAvif.Save(dark, lossless: true, bits));
            using var expected = Decode(dark.PngsaveBuffer());
            Assert.InRange(TestCodecs.MeanDifference(expected, found), 0, 1);
            using var stretched = Decode(TinyAvif.Save(dark, lossless: true, bits), new PixelConversion(null, ValueScale.Range));
            Assert.InRange(TestCodecs.MeanDifference(picture, stretched), 0, 4);
        }
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public void Applies_the_rotation_and_mirror_of_the_file(int quarters, int axis)
    {
        using var picture = Gradient(out var image);
        using (image)
        {
            byte[][] turns = [TinyAvif.Rotation(quarters), .. axis < 0 ? Array.Empty<byte[]>() : [TinyAvif.Mirror(axis)]];
            var file = TinyAvif.Write(AvifPart.Frame(TinyAvif.Code(image), Width, Height, turns));
            using var seen = Image.HeifloadBuffer(file);
            var header = Header(file);
            Assert.Equal((seen.Width, seen.Height), (header.UprightWidth, header.UprightHeight));
            using var stored = Decode(file);
            using var upright = new UprightView(stored, header.Orientation).Upright();
            AssertSame(seen, upright);
            Assert.Equal(0, TestCodecs.MeanDifference(picture, stored));
        }
    }

    [Fact]
    public void An_orientation_in_EXIF_is_ignored()
    {
        using var picture = Gradient(out var image);
        using (image)
        {
            var file = TinyAvif.Write(
                AvifPart.Frame(TinyAvif.Code(image), Width, Height, TinyAvif.Rotation(3)),
                new AvifPart("Exif", [0, 0, 0, 0, .. TinyExif.BigEndian(3)]) { References = [("cdsc", [1])] });
            Assert.Equal(6, Header(file).Orientation);
        }
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(150, 64)]
    [InlineData(30, 30)]
    public void A_grid_is_assembled_for_any_number_of_tiles(int tileWidth, int tileHeight)
    {
        using var picture = Gradient(out var image);
        using (image)
        {
            var file = TinyAvif.Grid(image, tileWidth, tileHeight, TinyAvif.Rotation(1));
            Assert.Equal((Height, Width), (Header(file).UprightWidth, Header(file).UprightHeight));
            Assert.Equal(0, Difference(picture, file));
        }
    }

    [Fact]
    public void A_crop_is_what_is_seen_of_a_frame_and_of_a_grid()
    {
        using var picture = Gradient(out var image);
        using (image)
        using (var part = image.ExtractArea(21, 60, 100, 50))
        {
            // From the centre of the image to that of the crop: 71 - 75 and 85 - 55.
            var crop = TinyAvif.Crop(100, 50, -8, 60);
            var file = TinyAvif.Write(AvifPart.Frame(TinyAvif.Code(image), Width, Height, crop));
            using var seen = Image.HeifloadBuffer(file);
            using var found = Decode(file);
            AssertSame(seen, found);
            AssertSame(part, found);
            using var ofGrid = Decode(TinyAvif.Grid(image, 64, 64, crop));
            AssertSame(part, ofGrid);
            Assert.Equal((100, 50), (Header(file).Width, Header(file).Height));
            foreach (var wrong in new[] { TinyAvif.Crop(100, 50, -7, 60), TinyAvif.Crop(100, 50, -8, 62), TinyAvif.Crop(151, 50, 0, 0), TinyAvif.Crop(0, 50, 0, 0) })
            {
                Assert.Equal(ImageFault.Corrupt, Fault(TinyAvif.Write(AvifPart.Frame(TinyAvif.Code(image), Width, Height, wrong))));
            }
        }
    }

    [Theory]
    [InlineData("white")]
    [InlineData("#ff8000")]
    public void Transparency_lies_over_the_background_as_that_of_a_png(string background)
    {
        Assert.True(Colour.TryParse(background, out var paper));
        var conversion = new PixelConversion(paper, ValueScale.Depth);
        using var picture = Gradient(out var image);
        using (image)
        using (var alpha = image[0].Copy(interpretation: Enums.Interpretation.Bw))
        using (var clear = image.Bandjoin(alpha))
        {
            using var expected = Decode(clear.PngsaveBuffer(), conversion);
            var file = TinyAvif.Save(clear);
            Assert.Equal("rgba", Header(file).ColorMode);
            Assert.InRange(Difference(expected, file, conversion), 0, 1);

            // A grid of colours, with transparency in one frame.
            using var left = image.ExtractArea(0, 0, Width / 2, Height);
            using var right = image.ExtractArea(Width / 2, 0, Width / 2, Height);
            var grid = TinyAvif.Write(
                TinyAvif.GridOf(Width, Height, 2, 1),
                AvifPart.Frame(TinyAvif.Code(left), Width / 2, Height),
                AvifPart.Frame(TinyAvif.Code(right), Width / 2, Height),
                AvifPart.Frame(TinyAvif.CodeGray(alpha), Width, Height, TinyAvif.Auxiliary()) with { References = [("auxl", [1])] });
            Assert.InRange(Difference(expected, grid, conversion), 0, 1);

            var premultiplied = TinyAvif.Write(
                AvifPart.Frame(TinyAvif.Code(Premultiplied(clear)), Width, Height) with { References = [("prem", [2])] },
                AvifPart.Frame(TinyAvif.CodeGray(alpha), Width, Height, TinyAvif.Auxiliary("urn:mpeg:hevc:2015:auxid:1")) with { References = [("auxl", [1])] });
            Assert.InRange(Difference(expected, premultiplied, conversion), 0, 1);
        }
    }

    [Fact]
    public void Bytes_in_pieces_are_put_together()
    {
        using var picture = Gradient(out var image);
        using (image)
        {
            Assert.Equal(0, Difference(picture, TinyAvif.Write(AvifPart.Frame(TinyAvif.Code(image), Width, Height) with { IsSplit = true })));
            Assert.Equal(0, Difference(picture, TinyAvif.Write(AvifPart.Frame(TinyAvif.Code(image), Width, Height) with { IsInTables = true })));
            Assert.Equal(0, Difference(picture, TinyAvif.WriteAs("mif1", [AvifPart.Frame(TinyAvif.Code(image), Width, Height)])));
        }
    }

    [Fact]
    public void A_machine_without_a_decoder_reports_it()
    {
        using var picture = Gradient(out var image);
        using (image)
        {
            var codecs = new ImageCodecs(new ImagingOptions(), [new WithoutAvif()], Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            Assert.Equal(ImageFault.NotAnImage, codecs.ReadHeader(TinyAvif.Save(image), out _, out var detail));
            Assert.Contains("No codec on this machine decodes AVIF", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("avif", codecs.Describe().Keys);
        }
    }

    private static Image Premultiplied(Image clear)
    {
        using var multiplied = clear.Premultiply();
        using var colours = multiplied.ExtractBand(0, n: 3);
        using var rounded = colours + 0.5;
        using var bytes = rounded.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static PixelBuffer Gradient(out Image image)
    {
        TestCodecs.Require("libvips");
        var picture = TestImages.Gradient(Width, Height);
        image = TinyAvif.ToImage(picture);
        return picture;
    }

    private static ImageHeader Header(byte[] file)
    {
        Assert.Equal((ImageFault.None, null), (ImageHeaderReader.TryRead(file, out var header, out var detail), detail));
        return header;
    }

    private static ImageFault Fault(byte[] file) => ImageHeaderReader.TryRead(file, out _, out _);

    private static PixelBuffer Decode(byte[] file, PixelConversion conversion = default) => TestCodecs.Require("libvips").Decode(file, conversion: conversion);

    private static double Difference(PixelBuffer expected, byte[] file, PixelConversion conversion = default)
    {
        using var found = Decode(file, conversion);
        return TestCodecs.MeanDifference(expected, found);
    }

    private static void AssertSame(Image expected, PixelBuffer found)
    {
        using var image = TinyAvif.ToImage(found);
        Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
        using var difference = (expected - image).Abs();
        Assert.Equal(0, difference.Max());
    }

    private sealed class WithoutAvif : IImageCodec
    {
        public string Name => "none";

        public bool CanDecode(ImageFormat format) => format != ImageFormat.Avif;

        public ImageFault Decode(
            ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail) =>
            throw new NotSupportedException();
    }
}
