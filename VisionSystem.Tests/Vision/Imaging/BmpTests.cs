using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class BmpTests
{
    // Two rows of three pixels: red green blue, then white black grey.
    private static readonly byte[] Expected = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128, 128, 128];
    private static readonly byte[] Palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 128, 128, 128, 0];

    public static TheoryData<string> Codecs => TestCodecs.BmpNames;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Every_depth_from_the_bottom_and_from_the_top(string name)
    {
        byte[] top = [0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0], bottom = [255, 255, 255, 0, 0, 0, 128, 128, 128, 0, 0, 0];
        Check(name, TinyBmp.Write(3, 2, 24, 0, [], [.. bottom, .. top]));
        Check(name, TinyBmp.Write(3, -2, 24, 0, [], [.. top, .. bottom]));
        Check(name, TinyBmp.WriteOs2(3, 2, 24, [], [.. bottom, .. top]));
        Check(name, TinyBmp.Write(3, -2, 32, 0, [], [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 128, 128, 128, 0]));
        Check(name, TinyBmp.Write(3, 2, 8, 0, Pad(Palette, 1024), [3, 4, 5, 0, 0, 1, 2, 0]));
        Check(name, TinyBmp.Write(3, -2, 4, 0, Pad(Palette, 64), [0x01, 0x20, 0, 0, 0x34, 0x50, 0, 0]));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void One_bit_a_pixel(string name)
    {
        using var picture = TestCodecs.Require(name).Decode(TinyBmp.Write(10, 1, 1, 0, [0, 0, 0, 0, 255, 255, 255, 0], [0b10100000, 0b01000000, 0, 0]));
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0, 0, 1], picture.Row(0).ToArray().Where((_, i) => i % 3 == 0).Select(value => value / 255));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Run_lengths_of_both_depths(string name)
    {
        // RLE8: a run and a literal, end of line, a literal padded to 16 bits, end.
        Check(name, TinyBmp.Write(3, 2, 8, 1, Pad(Palette, 1024), [1, 3, 1, 4, 1, 5, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1]));
        Check(name, TinyBmp.Write(3, 2, 4, 2, Pad(Palette, 64), [0, 3, 0x34, 0x50, 0, 0, 2, 0x01, 1, 0x20, 0, 1]));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Bit_fields_of_five_and_six_bits(string name)
    {
        byte[] masks = [0, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0];
        Check(name, TinyBmp.Write(3, -2, 16, 3, masks, [0x00, 0xF8, 0xE0, 0x07, 0x1F, 0x00, 0, 0, 0xFF, 0xFF, 0, 0, 0x10, 0x84, 0, 0]), 5);
    }

    [Fact]
    public void Data_that_ends_early_is_corrupt()
    {
        Assert.Equal(ImageFault.Corrupt, Fault(TinyBmp.Write(3, 2, 24, 0, [], new byte[12])));
        Assert.Equal(ImageFault.Corrupt, Fault(TinyBmp.Write(3, 2, 8, 1, Pad(Palette, 1024), [3, 1, 0, 0, 1, 1])));
        Assert.Equal(ImageFault.Corrupt, Fault(TinyBmp.Write(3, 2, 24, 4, [], new byte[24])));
    }

    [Fact]
    public void Random_damage_never_throws()
    {
        byte[][] files =
        [
            TinyBmp.Write(30, 20, 8, 1, Pad(Palette, 1024), new byte[200]),
            TinyBmp.Write(30, 20, 4, 2, Pad(Palette, 64), new byte[200]),
            TinyBmp.Write(30, 20, 32, 3, new byte[84], new byte[2400]),
            TinyBmp.WriteOs2(30, 20, 1, [0, 0, 0, 1, 1, 1], new byte[80]),
        ];
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var file = files[i % files.Length].ToArray();
            random.NextBytes(file.AsSpan(^Math.Min(200, file.Length - 60)));
            for (var hit = random.Next(4); hit > 0; hit--)
            {
                file[random.Next(10, Math.Min(80, file.Length))] = (byte)random.Next(256);
            }

            if (ImageHeaderReader.TryRead(file, out var header, out _) == ImageFault.None && header.Pixels < 20_000)
            {
                TestCodecs.Require("managed").Decode(file, header, 0, 0, out var pixels, out _);
                pixels?.Dispose();
            }
        }
    }

    private static void Check(string name, byte[] file, int tolerance = 0)
    {
        using var picture = TestCodecs.Require(name).Decode(file);
        byte[] actual = [.. picture.Row(0), .. picture.Row(1)];
        Assert.All(Expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }

    private static ImageFault Fault(byte[] file)
    {
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        return TestCodecs.Require("managed").Decode(file, header, 0, 0, out _, out _);
    }

    private static byte[] Pad(byte[] palette, int length) => [.. palette, .. new byte[length - palette.Length]];
}
