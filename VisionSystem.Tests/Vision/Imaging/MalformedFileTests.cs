using NetVips;
using VisionSystem.Tests.Corpus;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Tests malformed files that can affect the decoding of later files.</summary>
public sealed class MalformedFileTests
{
    /// <summary>Enough to reuse the same idle handle.</summary>
    private const int Rounds = 4;

    public static TheoryData<string> JpegCodecs => TestCodecs.JpegNames;

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void A_jpeg_with_a_malformed_header_does_not_affect_the_next_one(string name)
    {
        string[] certain = ["lossless", "12 bits", "Huffman table 9"];
        Assert.All(MalformedJpegs.All, bad => AssertGoodAfter(name, bad.File, MalformedJpegs.Good, certain.Contains(bad.Name)));
    }

    [Theory]
    [MemberData(nameof(JpegCodecs))]
    public void A_jpeg_from_the_field_with_a_malformed_header_does_not_affect_the_next_one(string name)
    {
        var good = TinyJpeg.Write(20, 12, [90]);
        Assert.All(["sof3.jpg", "precision12.jpg", "dht-index.jpg"], bad => AssertGoodAfter(name, File.ReadAllBytes(TestData.Require("cases/" + bad)), good, isCorrupt: true));
    }

    [Fact]
    public void Compressed_metadata_of_a_png_is_not_unpacked()
    {
        var plain = TinyPng.Write(4, 1, 2, 3, [0b01010101], ("PLTE", [0, 0, 0, 10, 20, 30]), ("tRNS", [255, 255]));
        var file = TinyPng.Write(
            4, 1, 2, 3, [0b01010101], ("zTXt", [65, 0, 0, 1, 2, 3]), ("PLTE", [0, 0, 0, 10, 20, 30]), ("iCCP", [65, 0, 0]), ("tRNS", [255, 255]), ("iTXt", [65, 0, 1, 0, 0, 0]), ("tEXt", [65, 0, 66]));
        var target = new byte[file.Length];
        Assert.Equal(plain, target[..PngMetadata.CopyWithout(file, target)]);

        using var pixels = TestCodecs.Require("libvips").Decode(file);
        Assert.Equal([10, 20, 30], pixels.Row(0)[..3].ToArray());
        using var source = VipsCodec.Open(file, ImageFormat.Png);
        using var image = Image.PngloadSource(source);
        Assert.DoesNotContain(image.GetFields(), field => field.StartsWith("png-comment", StringComparison.Ordinal));
    }

    [Fact]
    public void A_truncated_png_gets_the_same_verdict_with_and_without_metadata()
    {
        const int Header = 8 + 12 + 13;
        const int Text = 12 + 6;
        var codec = TestCodecs.Require("libvips");
        var plain = TinyPng.Write(2, 1, 8, 0, [77, 77]);
        var file = TinyPng.Write(2, 1, 8, 0, [77, 77], ("zTXt", [65, 0, 0, 1, 2, 3]));
        for (var length = Header; length < file.Length; length++)
        {
            var target = new byte[length];
            var written = PngMetadata.CopyWithout(file.AsSpan(0, length), target);
            if (length < Header + Text)
            {
                Assert.Equal(file[..length], target[..written]);
                Assert.Equal(ImageFault.Corrupt, Decode(codec, file[..length]));
            }
            else
            {
                Assert.Equal(plain[..(length - Text)], target[..written]);
                Assert.Equal(Decode(codec, plain[..(length - Text)]), Decode(codec, file[..length]));
            }
        }
    }

    [Fact]
    public void Formats_that_are_not_accepted_have_no_loader()
    {
        TestCodecs.Require("libvips");
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>"u8.ToArray();
        Assert.Contains("blocked", Assert.Throws<VipsException>(() => Image.SvgloadBuffer(svg)).Message, StringComparison.Ordinal);
    }

    private static void AssertGoodAfter(string name, byte[] bad, byte[] good, bool isCorrupt)
    {
        // A separate codec, so that its only idle handle is the one that decoded the malformed file.
        var codec = name == "libjpeg-turbo" && TestCodecs.Require(name) is not null ? new TurboJpegCodec(TurboJpegLibrary.Instance!) : TestCodecs.Require(name);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(good, out var known, out _));
        for (var round = 0; round < Rounds; round++)
        {
            // The header reader rejects some of these files; the codec has to tolerate them as well.
            var fault = Decode(codec, bad, known);
            Assert.True(fault == ImageFault.Corrupt || (fault == ImageFault.None && !isCorrupt));
            Assert.Equal(ImageFault.None, Decode(codec, good, known));
        }
    }

    private static ImageFault Decode(IImageCodec codec, byte[] file)
    {
        var fault = ImageHeaderReader.TryRead(file, out var header, out _);
        Assert.Equal(ImageFault.None, fault);
        return Decode(codec, file, header);
    }

    private static ImageFault Decode(IImageCodec codec, byte[] file, in ImageHeader header)
    {
        var fault = codec.Decode(file, header, 0, 0, out var pixels, out var detail);
        using (pixels)
        {
            Assert.Equal(fault == ImageFault.None, detail is null);
        }

        return fault;
    }
}
