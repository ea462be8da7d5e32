using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>All decoders give the same verdict on truncated JPEGs and on JPEGs of rare kinds.</summary>
public sealed class JpegKindTests
{
    /// <summary>The message for a file that is rejected by its header, before any codec runs.</summary>
    private const string Advice = "not supported; save it as a baseline or progressive JPEG of 8 bits, or as PNG.";

    public static TheoryData<string> Choices => TestCodecs.Choices;

    public static TheoryData<string, string> ChoicesAndImages => new MatrixTheoryData<string, string>(
        ["native", "portable"], ["hopper.jpg", "hopper_gray.jpg", "rgb.jpg", "flower.jpg"]);

    [Theory]
    [MemberData(nameof(ChoicesAndImages))]
    public void An_image_that_lacks_only_its_end_marker_is_decoded_with_a_warning(string choice, string name)
    {
        var codecs = TestCodecs.Of(choice);
        var file = File.ReadAllBytes(TestData.Require("odd/pillow/" + name));
        var end = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        using var whole = Decode(codecs, file, out var wholeHeader);
        Assert.False(wholeHeader.Truncated);
        foreach (var lacking in new byte[][] { file[..end], file[..(end + 1)], [.. file[..end], .. new byte[16]] })
        {
            using var cut = Decode(codecs, lacking, out var header);
            Assert.True(header.Truncated);
            Assert.Equal(0, TestCodecs.MeanDifference(whole, cut));
        }
    }

    [Theory]
    [MemberData(nameof(ChoicesAndImages))]
    public void An_image_that_lacks_pixels_is_corrupt(string choice, string name)
    {
        var codecs = TestCodecs.Of(choice);
        var file = File.ReadAllBytes(TestData.Require("odd/pillow/" + name));
        var end = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        foreach (var kept in new[] { 0.3, 0.6, 0.9, 0.99 })
        {
            var cut = file[..(int)(end * kept)];
            AssertCorrupt(codecs, cut, $"{kept} of it");
            AssertCorrupt(codecs, [.. cut, 0xFF, 0xD9], $"{kept} of it with an end marker");
            AssertCorrupt(codecs, [.. cut, .. new byte[4096]], $"{kept} of it and zeros");
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_progressive_image_without_its_last_scans_is_corrupt(string choice)
    {
        var codecs = TestCodecs.Of(choice);
        var file = ProgressiveJpeg();
        var scans = Places(file, 0xDA);
        Assert.True(scans.Count > 3);
        using (var picture = Decode(codecs, file[..^2], out var header))
        {
            Assert.True(header.Truncated);
        }

        // Before the tables of the last scan, up to which the file is complete.
        AssertCorrupt(codecs, file[..Places(file, 0xC4).Last(table => table < scans[^1])]);
        AssertCorrupt(codecs, file[..scans[1]]);
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void More_scans_than_progressive_files_have_are_not_decoded(string choice)
    {
        var codecs = TestCodecs.Of(choice);
        var file = ProgressiveJpeg();
        var last = Places(file, 0xDA)[^1];
        var scan = file[last..^2];
        byte[] Repeated(int times) => [.. file[..last], .. Enumerable.Repeat(scan, times).SelectMany(bytes => bytes), 0xFF, 0xD9];
        var bomb = Repeated(JpegScans.MaxScans + 1);
        Assert.Equal(ImageFault.None, codecs.ReadHeader(bomb, out var header, out _));
        Assert.Equal(ImageFault.Corrupt, codecs.Decode(bomb, header, 0, 0, out _, out var detail));
        Assert.Equal("The JPEG has more than 100 scans; save it again as a baseline JPEG.", detail);
        Assert.Equal(Places(file, 0xDA).Count, JpegScans.Count(file));
    }

    [Theory]
    [InlineData(0xC3, 8, "lossless")]
    [InlineData(0xC5, 8, "hierarchical")]
    [InlineData(0xC7, 8, "hierarchical")]
    [InlineData(0xC9, 8, "arithmetic-coded")]
    [InlineData(0xCA, 8, "arithmetic-coded")]
    [InlineData(0xCB, 8, "arithmetic-coded")]
    [InlineData(0xCF, 8, "hierarchical")]
    [InlineData(0xC0, 12, "12-bit")]
    [InlineData(0xC1, 12, "12-bit")]
    [InlineData(0xC2, 12, "12-bit")]
    public void A_kind_of_jpeg_that_is_not_read_is_named(byte process, byte precision, string kind)
    {
        var file = TinyJpeg.Write(20, 12, [90]);
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (file[frame + 1], file[frame + 4]) = (process, precision);
        AssertUnsupported(file, kind);
    }

    [Fact]
    public void Kinds_of_jpeg_from_the_field_that_are_not_read_are_named()
    {
        AssertUnsupported(File.ReadAllBytes(TestData.Require("cases/sof3.jpg")), "lossless");
        AssertUnsupported(File.ReadAllBytes(TestData.Require("cases/precision12.jpg")), "12-bit");
    }

    /// <summary>An image from the portable encoder of libvips with several scans.</summary>
    private static byte[] ProgressiveJpeg()
    {
        TestCodecs.Require("libvips");
        var pixels = new byte[160 * 120 * 3];
        new Random(5).NextBytes(pixels);
        using var image = NetVips.Image.NewFromMemory(pixels, 160, 120, 3, NetVips.Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: 80, interlace: true);
    }

    private static List<int> Places(byte[] file, byte marker) =>
        [.. Enumerable.Range(0, file.Length - 1).Where(at => file[at] == 0xFF && file[at + 1] == marker)];

    private static PixelBuffer Decode(ImageCodecs codecs, byte[] file, out ImageHeader header)
    {
        Assert.Equal(ImageFault.None, codecs.ReadHeader(file, out header, out var detail));
        Assert.True(codecs.Decode(file, header, 0, 0, out var pixels, out detail) == ImageFault.None, detail);
        return pixels!;
    }

    private static void AssertCorrupt(ImageCodecs codecs, byte[] file, string what = "")
    {
        var fault = codecs.ReadHeader(file, out var header, out var detail);
        if (fault == ImageFault.None)
        {
            fault = codecs.Decode(file, header, 0, 0, out var pixels, out detail);
            pixels?.Dispose();
        }

        Assert.True(fault == ImageFault.Corrupt, what);
        Assert.NotNull(detail);
    }

    private static void AssertUnsupported(byte[] file, string kind)
    {
        Assert.Equal(ImageFault.Unsupported, ImageHeaderReader.TryRead(file, out _, out var detail));
        Assert.Equal($"This kind of JPEG ({kind}) is {Advice}", detail);
    }
}
