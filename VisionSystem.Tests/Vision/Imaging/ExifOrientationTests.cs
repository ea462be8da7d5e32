using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class ExifOrientationTests
{
    public static TheoryData<string> Codecs => TestCodecs.JpegNames;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void The_nine_images_of_each_series_decode_to_the_same_upright_picture(string name)
    {
        var codec = TestCodecs.Require(name);
        foreach (var series in new[] { "Landscape", "Portrait" })
        {
            using var first = Decode(codec, $"{series}_0", out var straight);
            Assert.Equal(series == "Landscape", straight.Width > straight.Height);
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                using var turned = Decode(codec, $"{series}_{orientation}", out var view);
                Assert.True(MeanDifference(straight, view) < 5, $"{series}_{orientation}");
            }
        }
    }

    [Fact]
    public void A_turned_copy_holds_what_its_view_shows()
    {
        using var stored = TestImages.Gradient(7, 5);
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            var view = new UprightView(stored, orientation);
            using var copy = view.Upright();
            Assert.Equal(orientation >= 5 ? (5, 7) : (7, 5), (copy.Width, copy.Height));
            Assert.Equal(0, MeanDifference(view, new UprightView(copy, 1), step: 1));
        }
    }

    private static PixelBuffer Decode(IImageCodec codec, string name, out UprightView view)
    {
        var file = File.ReadAllBytes(TestData.Require($"odd/exif/{name}.jpg"));
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        var stored = codec.Decode(file);
        view = new UprightView(stored, header.Orientation);
        return stored;
    }

    // Every seventh pixel is sufficient: the images of the series have text in all corners.
    private static unsafe double MeanDifference(in UprightView a, in UprightView b, int step = 7)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        long sum = 0, count = 0;
        for (var y = 0; y < a.Height; y += step)
        {
            for (var x = 0; x < a.Width; x += step)
            {
                for (var channel = 0; channel < 3; channel++, count++)
                {
                    sum += Math.Abs(a.Origin[(x * a.XStride) + (y * a.YStride) + channel] - b.Origin[(x * b.XStride) + (y * b.YStride) + channel]);
                }
            }
        }

        return (double)sum / count;
    }
}
