using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class ImageHeaderTests
{
    public static TheoryData<byte> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void Reads_a_jpegs_size_and_colours()
    {
        Assert.Equal(new ImageHeader(ImageFormat.Jpeg, 300, 7, 1, "gray"), Read(TinyJpeg.Write(300, 7, [0])));
        Assert.Equal(new ImageHeader(ImageFormat.Jpeg, 65535, 1, 1, "rgb"), Read(TinyJpeg.Write(65535, 1, [0, 0, 0])));
        Assert.Equal(new ImageHeader(ImageFormat.Jpeg, 8, 8, 1, "cmyk"), Read(TinyJpeg.Write(8, 8, [0, 0, 0, 0], TinyJpeg.Adobe(0))));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Reads_the_orientation_in_both_byte_orders_from_every_format_that_has_one(byte orientation)
    {
        foreach (var exif in new[] { TinyExif.LittleEndian(orientation), TinyExif.BigEndian(orientation) })
        {
            Assert.Equal(orientation, Read(TinyJpeg.Write(8, 8, [0], TinyJpeg.App1([.. "Exif\0\0"u8, .. exif]))).Orientation);
            Assert.Equal(orientation, Read(TinyPng.Write(1, 1, 8, 0, [0], ("eXIf", exif))).Orientation);
            Assert.Equal(orientation, Read(WebP("VP8X", [8, 0, 0, 0, 9, 0, 0, 4, 0, 0], ("ICCP", [1, 2, 3]), ("EXIF", exif))).Orientation);
        }
    }

    [Theory]
    [InlineData(1, 1)] // BYTE
    [InlineData(6, 1)] // SBYTE
    [InlineData(3, 2)] // SHORT
    [InlineData(8, 2)] // SSHORT
    [InlineData(4, 4)] // LONG
    [InlineData(9, 4)] // SLONG
    [InlineData(16, 8)] // LONG8
    [InlineData(17, 8)] // SLONG8
    public void Reads_the_orientation_from_any_type_of_integer(byte type, int bytes)
    {
        foreach (var bigEndian in new[] { false, true })
        {
            Assert.Equal(6, Orientation(TinyExif.Typed(type, Integer(6), bigEndian)));
            Assert.Equal(1, Orientation(TinyExif.Typed(type, Integer(9), bigEndian)));
            Assert.Equal(1, Orientation(TinyExif.Typed(type, Enumerable.Repeat((byte)0xFF, bytes).ToArray(), bigEndian)));
            Assert.Equal(1, Orientation(TinyExif.Typed(type, Integer(6), bigEndian)[..^Math.Max(5, bytes)]));

            byte[] Integer(byte value) => bigEndian ? [.. new byte[bytes - 1], value] : [value, .. new byte[bytes - 1]];
        }

        static byte Orientation(byte[] exif)
        {
            byte[] read =
            [
                Read(TinyJpeg.Write(8, 8, [0], TinyJpeg.App1([.. "Exif\0\0"u8, .. exif]))).Orientation,
                Read(TinyPng.Write(1, 1, 8, 0, [0], ("eXIf", exif))).Orientation,
                Read(WebP("VP8X", [8, 0, 0, 0, 9, 0, 0, 4, 0, 0], ("EXIF", exif))).Orientation,
            ];
            return Assert.Single(read.Distinct());
        }
    }

    [Theory]
    [InlineData(2)] // ASCII
    [InlineData(5)] // RATIONAL
    [InlineData(11)] // FLOAT
    [InlineData(99)]
    public void An_orientation_that_is_no_integer_counts_as_upright(byte type) =>
        Assert.Equal(1, Read(TinyPng.Write(1, 1, 8, 0, [0], ("eXIf", TinyExif.Typed(type, [6, 0, 0, 0], bigEndian: false)))).Orientation);

    [Fact]
    public void An_orientation_of_type_LONG_is_applied() =>
        Assert.Equal(6, Read(File.ReadAllBytes(TestData.Require("cases/orientation-as-long.jpg"))).Orientation);

    [Fact]
    public void A_bad_orientation_counts_as_upright()
    {
        byte[][] bad =
        [
            [], [.. "II*\0"u8], TinyExif.LittleEndian(0), TinyExif.LittleEndian(9), TinyExif.BigEndian(6)[..^14],
            [.. "II*\0"u8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0], [.. "II*\0"u8, 8, 0, 0, 0, 0xFF, 0xFF], "not exif at all, whatever"u8.ToArray(),
        ];
        foreach (var exif in bad)
        {
            Assert.Equal(1, Read(TinyJpeg.Write(8, 8, [0], TinyJpeg.App1([.. "Exif\0\0"u8, .. exif]))).Orientation);
        }
    }

    [Theory]
    [InlineData(0, "gray")]
    [InlineData(2, "rgb")]
    [InlineData(3, "palette")]
    [InlineData(4, "gray")]
    [InlineData(6, "rgba")]
    public void Reads_a_pngs_size_and_colours(byte colorType, string mode) =>
        Assert.Equal(new ImageHeader(ImageFormat.Png, 70000, 2, 1, mode), Read(TinyPng.Write(70000, 2, 8, colorType, [])));

    [Fact]
    public void Reads_the_three_kinds_of_webp()
    {
        Assert.Equal(new ImageHeader(ImageFormat.WebP, 300, 200, 1, "rgb"), Read(WebP("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 0x2C, 0x01, 0xC8, 0x40])));
        Assert.Equal(new ImageHeader(ImageFormat.WebP, 4, 3, 1, "rgba"), Read(WebP("VP8L", [0x2F, 3, 0x80, 0, 0x10, 0, 0, 0, 0, 0])));
        Assert.Equal(new ImageHeader(ImageFormat.WebP, 1 << 24, 256, 1, "rgba"), Read(WebP("VP8X", [0x10, 0, 0, 0, 255, 255, 255, 255, 0, 0])));
    }

    [Fact]
    public void A_gif_is_as_large_as_its_screen_and_its_first_frame()
    {
        Assert.Equal(new ImageHeader(ImageFormat.Gif, 20, 10, 1, "palette"), Read(TinyGif.Write(20, 10, (0, 0, 2, 2, 1))));
        Assert.Equal(new ImageHeader(ImageFormat.Gif, 20, 33, 1, "palette"), Read(TinyGif.Write(20, 10, (3, 30, 5, 3, 1))));
        Assert.Equal(new ImageHeader(ImageFormat.Gif, 5, 5, 1, "palette"), Read(TinyGif.Write(0, 0, (0, 0, 5, 5, 1))));
    }

    [Fact]
    public void Reads_every_kind_of_bmp_header()
    {
        Assert.Equal(new ImageHeader(ImageFormat.Bmp, 5, 6, 1, "rgb"), Read(TinyBmp.WriteOs2(5, 6, 24, [], [])));
        Assert.Equal(new ImageHeader(ImageFormat.Bmp, 5, 6, 1, "palette"), Read(TinyBmp.Write(5, -6, 8, 0, [], [])));
        var file = TinyBmp.Write(5, 6, 32, 3, new byte[84], []);
        file[14] = 124;
        Assert.Equal("rgb", Read(file).ColorMode);
        file[69] = 0xFF;
        Assert.Equal("rgba", Read(file).ColorMode);
    }

    [Theory]
    [InlineData("0000001C6674797068656963", "HEIC")]
    [InlineData("0000001C6674797061766966", "AVIF")]
    [InlineData("0000001C6674797069736F6D", "video")]
    [InlineData("255044462D312E37", "PDF")]
    [InlineData("504B0304", "ZIP")]
    [InlineData("68656C6C6F", "not a JPEG")]
    [InlineData("424D57206361727320617265206E6963652E", "not a JPEG")]
    [InlineData("00", "not a JPEG")]
    public void Names_the_format_of_other_files(string hex, string word)
    {
        Assert.Equal(ImageFault.NotAnImage, ImageHeaderReader.TryRead(Convert.FromHexString(hex), out _, out var detail));
        Assert.Contains(word, detail, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_are_an_empty_image() =>
        Assert.Equal(ImageFault.Empty, ImageHeaderReader.TryRead([], out _, out _));

    [Fact]
    public void A_file_that_ends_before_its_size_is_corrupt_without_an_exception()
    {
        byte[][] files =
        [
            TinyJpeg.Write(8, 8, [0], TinyJpeg.App1([.. "Exif\0\0"u8, .. TinyExif.BigEndian(6)])),
            TinyPng.Write(1, 1, 8, 0, [0], ("eXIf", TinyExif.BigEndian(6))),
            TinyGif.Write(20, 10, (0, 0, 2, 2, 1)),
            TinyBmp.Write(5, -6, 8, 0, new byte[1024], new byte[48]),
            WebP("VP8X", [8, 0, 0, 0, 9, 0, 0, 4, 0, 0], ("EXIF", TinyExif.BigEndian(6))),
        ];
        foreach (var file in files)
        {
            for (var length = 12; length < file.Length; length++)
            {
                var fault = ImageHeaderReader.TryRead(file.AsSpan(0, length), out var header, out var detail);
                Assert.True(fault is ImageFault.None or ImageFault.Corrupt);
                Assert.Equal(fault == ImageFault.None, header.Pixels > 0);
                Assert.Equal(fault == ImageFault.None, detail is null);
            }
        }
    }

    [Fact]
    public void Random_bytes_behind_a_signature_never_throw_nor_allocate()
    {
        byte[][] starts = [[0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52], [.. "GIF89a"u8], [.. "BM"u8], [.. "RIFF....WEBPVP8X"u8], [0, 0, 0, 16, .. "ftypavif\0\0\0\0mif1"u8, 0, 0, 1, 0, .. "meta\0\0\0\0"u8, 0, 0, 0, 0, .. "iprp"u8], []];
        var random = new Random(7);
        var bytes = new byte[300];
        ImageHeaderReader.TryRead(bytes, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            starts[i % starts.Length].CopyTo(bytes, 0);
            ImageHeaderReader.TryRead(bytes.AsSpan(0, random.Next(1, bytes.Length)), out _, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Names_the_file_formats_of_every_odd_file()
    {
        var folder = TestData.Require("odd");
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var fault = ImageHeaderReader.TryRead(File.ReadAllBytes(path), out var header, out var detail);
            Assert.Equal(Path.GetExtension(path) is ".ico" or ".tga", fault == ImageFault.NotAnImage);
            Assert.Equal(Path.GetExtension(path) is ".tif" or ".tiff", header.Format == ImageFormat.Tiff || detail?.Contains("TIFF", StringComparison.Ordinal) == true && fault != ImageFault.NotAnImage);
        }
    }

    private static ImageHeader Read(byte[] file)
    {
        var fault = ImageHeaderReader.TryRead(file, out var header, out var detail);
        Assert.True(fault == ImageFault.None, detail);
        return header;
    }

    private static byte[] WebP(string first, byte[] data, params (string Name, byte[] Data)[] chunks)
    {
        List<byte> file = [.. "RIFF\0\0\0\0WEBP"u8];
        foreach (var (name, content) in chunks.Prepend((first, data)))
        {
            file.AddRange(name.Select(letter => (byte)letter));
            file.AddRange([(byte)content.Length, 0, 0, 0, .. content]);
            file.AddRange(new byte[content.Length & 1]);
        }

        return [.. file];
    }
}
