using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class CorpusFileTests
{
    private const long MostPixels = 64_000_000;

    public static TheoryData<string> Codecs => TestCodecs.Names;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Every_odd_file_gives_pixels_or_a_fault_with_a_sentence(string name)
    {
        var folder = TestData.Require("odd");
        var codec = TestCodecs.Require(name);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var file = File.ReadAllBytes(path);
            var fault = ImageHeaderReader.TryRead(file, out var header, out var detail);
            if (fault == ImageFault.None && header.Pixels <= MostPixels && codec.CanDecode(header.Format))
            {
                fault = codec.Decode(file, header, 0, 0, out var pixels, out detail);
                using (pixels)
                {
                    Assert.Equal(fault == ImageFault.None, pixels is not null);
                    Assert.True(pixels is null || (pixels.Width, pixels.Height) == (header.Width, header.Height), path);
                }
            }

            Assert.True(fault == ImageFault.None == detail is null, path);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Every_cut_of_an_image_gives_pixels_or_a_fault(string name)
    {
        var codec = TestCodecs.Require(name);
        var file = File.ReadAllBytes(TestData.Require(name == "managed" ? "odd/pillow/hopper_rle8_grayscale.bmp" : "odd/pillow/hopper.jpg"));
        for (var length = 0; length < file.Length; length += 97)
        {
            if (ImageHeaderReader.TryRead(file.AsSpan(0, length), out var header, out _) == ImageFault.None)
            {
                var fault = codec.Decode(file.AsMemory(0, length), header, 0, 0, out var pixels, out _);
                pixels?.Dispose();
                Assert.True(fault == ImageFault.Corrupt, $"{length} of {file.Length} bytes");
            }
        }
    }
}
