using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Tests the conversion of 16 bits to 8.</summary>
public sealed class ValueScaleTests
{
    private static readonly PixelConversion Range = new(null, ValueScale.Range);

    public static TheoryData<string> Codecs => TestCodecs.GeneralNames;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void The_values_that_a_grey_picture_uses_are_stretched(string name)
    {
        var codec = TestCodecs.Require(name);
        var file = TinyPng.Write(3, 2, 16, 0, [0x03, 0xE8, 0x09, 0xC4, 0x0F, 0xA0]); // 1000, 2500, 4000: 12 bits
        Assert.Equal([0, 128, 255], Reds(codec.Decode(file, conversion: Range)));
        Assert.Equal([3, 9, 15], Reds(codec.Decode(file)));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Colours_are_stretched_alike_and_keep_their_hue(string name)
    {
        using var picture = TestCodecs.Require(name).Decode(TinyPng.Write(2, 1, 16, 2, [0x10, 0, 0x08, 0, 0x04, 0, 0, 0, 0, 0, 0, 0]), conversion: Range);
        Assert.Equal([255, 128, 64, 0, 0, 0], picture.Row(0).ToArray());
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Alpha_is_not_stretched(string name)
    {
        var codec = TestCodecs.Require(name);
        byte[] grey = [0x10, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0];
        Assert.Equal([255, 0, 255], Reds(codec.Decode(TinyPng.Write(3, 1, 16, 4, grey), conversion: Range)));
        byte[] colour = [0x10, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0x80, 0];
        Assert.Equal([255, 127], Reds(codec.Decode(TinyPng.Write(2, 1, 16, 6, colour), conversion: Range)));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_picture_of_one_value_or_of_8_bits_stays_as_it_is(string name)
    {
        var codec = TestCodecs.Require(name);
        Assert.Equal([15, 15], Reds(codec.Decode(TinyPng.Write(2, 1, 16, 0, [0x0F, 0, 0x0F, 0]), conversion: Range)));
        Assert.Equal([10, 20], Reds(codec.Decode(TinyPng.Write(2, 1, 8, 0, [10, 20]), conversion: Range)));
    }

    private static int[] Reds(PixelBuffer picture)
    {
        using (picture)
        {
            return [.. picture.Row(0).ToArray().Where((_, i) => i % PixelBuffer.Channels == 0).Select(value => (int)value)];
        }
    }
}
