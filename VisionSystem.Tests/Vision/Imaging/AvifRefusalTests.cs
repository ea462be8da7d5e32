using System.Buffers.Binary;
using NetVips;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Tests invalid AVIFs and related formats that are not AVIF.</summary>
public sealed class AvifRefusalTests
{
    private static readonly Lazy<byte[]> Coded = new(() => Code(40, 30));
    private static readonly Lazy<byte[]> CodedGray = new(() => CodeGray(40, 30));

    [Theory]
    [InlineData(41, 30)]
    [InlineData(40, 29)]
    [InlineData(30, 40)]
    [InlineData(1, 1)]
    [InlineData(16_000, 4000)]
    [InlineData(-1, -1)]
    public void A_size_that_the_coded_picture_contradicts_is_refused_before_any_decode(int width, int height)
    {
        AssertFault(ImageFault.Corrupt, "different size", TinyAvif.Write(AvifPart.Frame(Coded.Value, width, height)));
        AssertFault(ImageFault.Corrupt, "different size", TinyAvif.Write(new AvifPart("av01", Coded.Value)));
        AssertFault(ImageFault.Corrupt, "different size", TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1), Good(), AvifPart.Frame(Coded.Value, width, height)));
        AssertFault(ImageFault.Corrupt, "different size", TinyAvif.Write(Good(), AvifPart.Frame(CodedGray.Value, width, height, TinyAvif.Auxiliary()) with { References = [("auxl", [1])] }));
        AssertFault(ImageFault.Corrupt, "different size", TinyAvif.Write(
            Good(), AvifPart.Frame(CodeGray(20, 30), 20, 30, TinyAvif.Auxiliary()) with { References = [("auxl", [1])] }));
    }

    [Theory]
    [InlineData(81, 30)]
    [InlineData(40, 30)]
    [InlineData(80, 31)]
    public void A_grid_must_cover_exactly_its_image(int width, int height)
    {
        AssertFault(ImageFault.None, null, TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1), Good(), Good()));
        AssertFault(ImageFault.Corrupt, "different size", TinyAvif.Write(TinyAvif.GridOf(width, height, 2, 1), Good(), Good()));
    }

    [Fact]
    public void A_grid_with_differing_missing_or_nested_tiles_is_refused()
    {
        AssertFault(ImageFault.Corrupt, "different kinds", TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1), Good(), AvifPart.Frame(CodedGray.Value, 40, 30)));
        AssertFault(ImageFault.Corrupt, "do not exist", TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1), Good()));
        AssertFault(ImageFault.Corrupt, "damaged", TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1) with { References = [("dimg", [2])] }, Good(), Good()));
        AssertFault(ImageFault.NotAnImage, "HEIC", TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1) with { References = [("dimg", [1, 1])] }, Good(), Good()));
    }

    [Fact]
    public void The_pixel_limit_holds_for_what_is_coded_and_not_only_for_what_is_shown()
    {
        var codecs = TestCodecs.Of("portable", maxPixels: 2400);
        Assert.Equal(ImageFault.None, codecs.ReadHeader(TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1), Good(), Good()), out _, out _));
        Assert.Equal(ImageFault.TooManyPixels, codecs.ReadHeader(TinyAvif.Write(TinyAvif.GridOf(81, 30, 3, 1), Good(), Good(), Good()), out _, out _));
        Assert.Equal(ImageFault.TooManyPixels, codecs.ReadHeader(TinyAvif.Write(AvifPart.Frame(TinyAvif.Claim(60, 41), 60, 41, TinyAvif.Crop(2, 1, 0, 0))), out var header, out _));
        Assert.Equal(60 * 41, header.Pixels);
        Assert.Equal(ImageFault.TooManyPixels, codecs.ReadHeader(TinyAvif.Write(AvifPart.Frame(TinyAvif.Claim(65_536, 65_536), 65_536, 65_536)), out _, out _));
    }

    [Fact]
    public void A_frame_beyond_the_levels_of_AV1_is_refused_whatever_the_pixel_limit()
    {
        AssertFault(ImageFault.None, null, TinyAvif.Write(AvifPart.Frame(TinyAvif.Claim(8192, 4352), 8192, 4352)));
        AssertFault(ImageFault.Unsupported, "35 megapixels", TinyAvif.Write(AvifPart.Frame(TinyAvif.Claim(8192, 4353), 8192, 4353)));
    }

    [Fact]
    public void Only_pictures_that_are_coded_by_AV1_reach_the_codec()
    {
        foreach (var brand in new[] { "heic", "mif1", "avif" })
        {
            AssertFault(ImageFault.NotAnImage, "HEIC", TinyAvif.WriteAs(brand, [new AvifPart("hvc1", Coded.Value, TinyAvif.Size(40, 30))]));
            AssertFault(ImageFault.NotAnImage, "HEIC", TinyAvif.WriteAs(brand, [TinyAvif.GridOf(40, 30, 1, 1), new AvifPart("hvc1", Coded.Value, TinyAvif.Size(40, 30))]));
        }

        AssertFault(ImageFault.Unsupported, "HEIC", TinyAvif.Write(
            Good(), new AvifPart("hvc1", Coded.Value, TinyAvif.Size(40, 30), TinyAvif.Auxiliary()) { References = [("auxl", [1])] }));
        AssertFault(ImageFault.Unsupported, "other images", TinyAvif.Write(new AvifPart("iovl", Coded.Value, TinyAvif.Size(40, 30)), Good()));
        AssertFault(ImageFault.Unsupported, "properties", TinyAvif.Write(AvifPart.Frame(Coded.Value, 40, 30, TinyAvif.Box("Lsel", 0, 0))));
        AssertFault(ImageFault.None, null, TinyAvif.Write(AvifPart.Frame(Coded.Value, 40, 30, TinyAvif.Box("a1lx", 0, 0))));
    }

    [Fact]
    public void A_sequence_is_decoded_as_its_still_picture_and_refused_with_advice_where_it_has_none()
    {
        AssertFault(ImageFault.None, null, TinyAvif.WriteAs("avis", [Good()]));
        byte[] sequence = [.. TinyAvif.Box("ftyp", "avis\0\0\0\0msf1"u8.ToArray()), .. TinyAvif.Box("moov", new byte[100]), .. TinyAvif.Box("mdat", Coded.Value)];
        AssertFault(ImageFault.NotAnImage, "send one frame", sequence);
    }

    [Fact]
    public void Metadata_and_unknown_units_are_removed_from_the_coded_data()
    {
        byte[] text = [4, .. new byte[100]];
        byte[] data = [.. TinyAvif.Unit(2, []), .. TinyAvif.Unit(5, text), .. Coded.Value, .. TinyAvif.Unit(15, text), .. TinyAvif.Unit(5, text), .. TinyAvif.Unit(8, text), .. TinyAvif.Unit(9, text)];
        var (plain, full) = (new byte[1000], new byte[data.Length]);
        Assert.True(Av1Data.TryCopy(Coded.Value, plain, out var length));
        Assert.True(Av1Data.TryCopy(data, full, out var written));
        Assert.Equal(plain[..length], full[..written]);
        AssertDecoded(data);
    }

    [Fact]
    public void Coded_data_that_are_more_than_one_picture_are_refused()
    {
        var codec = TestCodecs.Require("libvips");
        var frame = Coded.Value.AsSpan(2).ToArray();
        AssertDecoded([.. frame, .. frame]);
        byte[][] refused =
        [
            [.. Enumerable.Repeat(frame, 5).SelectMany(one => one)],
            [.. frame, .. TinyAvif.Claim(4000, 3000)],
            [.. TinyAvif.Claim(40, 30)],
            [.. frame[..^3]],
            [.. frame, 0x80],
            [.. frame.AsSpan(0, frame.Length - 20), .. new byte[20]],
        ];
        foreach (var (index, data) in refused.Index())
        {
            var file = TinyAvif.Write(AvifPart.Frame(data, 40, 30));
            Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
            var fault = codec.Decode(file, header, 0, 0, out var pixels, out var detail);
            pixels?.Dispose();
            Assert.True(fault == ImageFault.Corrupt && detail == "The AVIF is damaged or ends early.", $"{index}: {fault}, {detail}");
        }
    }

    [Fact]
    public void Tables_with_dangling_references_are_refused()
    {
        var good = TinyAvif.Write(Good());
        var location = good.AsSpan().IndexOf("iloc"u8) + 4 + 8 + 8;
        foreach (var (offset, length) in new[] { (uint.MaxValue, 10u), (0u, uint.MaxValue), ((uint)good.Length, 1u), ((uint)good.Length - 1, 2u) })
        {
            var lie = (byte[])good.Clone();
            BinaryPrimitives.WriteUInt32BigEndian(lie.AsSpan(location), offset);
            BinaryPrimitives.WriteUInt32BigEndian(lie.AsSpan(location + 4), length);
            AssertFault(ImageFault.Corrupt, "outside the file", lie);
        }

        // The same megabytes for each of a thousand tiles, each consisting of zero-length units only.
        byte[] tile = [.. Coded.Value, .. Enumerable.Repeat<byte[]>([0x7A, 0], 1_000_000).SelectMany(unit => unit)];
        var shared = TinyAvif.Write([TinyAvif.GridOf(40 * 30, 30 * 30, 30, 30), AvifPart.Frame(tile, 40, 30), .. Enumerable.Repeat(Good(), 899)]);
        var first = shared.AsSpan().IndexOf("iloc"u8) + 12 + 16;
        var entry = shared[(first + 6)..(first + 16)];
        for (var i = 1; i < 900; i++)
        {
            entry.CopyTo(shared, first + (i * 16) + 6);
        }

        AssertFault(ImageFault.Corrupt, "outside the file", shared);
        AssertFault(ImageFault.Corrupt, "too long", TinyAvif.Write([.. Enumerable.Repeat(new AvifPart("av01", [1]), AvifItems.MaxItems + 1)]));
        AssertFault(ImageFault.Corrupt, "too long", TinyAvif.Write(Good(), new AvifPart("mime", [1], [.. Enumerable.Repeat(TinyAvif.Box("free"), AvifItems.MaxProperties)])));
    }

    [Fact]
    public void A_truncated_file_is_refused_without_an_exception()
    {
        var codecs = TestCodecs.Of("portable");
        foreach (var file in new[] { TinyAvif.Write(Good()), TinyAvif.Write(TinyAvif.GridOf(80, 30, 2, 1), Good(), Good() with { IsSplit = true }) })
        {
            for (var length = 0; length < file.Length; length++)
            {
                Assert.NotEqual(ImageFault.None, codecs.ReadHeader(file.AsSpan(0, length), out _, out var detail));
                Assert.NotNull(detail);
            }
        }
    }

    private static AvifPart Good() => AvifPart.Frame(Coded.Value, 40, 30);

    private static byte[] Code(int width, int height)
    {
        TestCodecs.Require("libvips");
        using var black = Image.Black(width, height, bands: 3);
        using var image = (black + 90).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return TinyAvif.Code(image, lossless: false);
    }

    private static byte[] CodeGray(int width, int height)
    {
        TestCodecs.Require("libvips");
        using var black = Image.Black(width, height);
        return TinyAvif.CodeGray(black);
    }

    private static void AssertDecoded(byte[] data)
    {
        using var picture = TestCodecs.Require("libvips").Decode(TinyAvif.Write(AvifPart.Frame(data, 40, 30)));
        Assert.InRange(picture.Row(15)[60], 88, 92);
    }

    private static void AssertFault(ImageFault expected, string? words, byte[] file)
    {
        var fault = ImageHeaderReader.TryRead(file, out _, out var detail);
        Assert.True(fault == expected && (words is null ? detail is null : detail!.Contains(words, StringComparison.Ordinal)), $"{fault}: {detail}");
    }
}
