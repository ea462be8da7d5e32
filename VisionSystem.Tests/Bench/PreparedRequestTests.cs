using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Bench;

public sealed class PreparedRequestTests
{
    private static readonly byte[] Image = File.ReadAllBytes(Path.Combine(BenchFiles.Root, "samples", "shelf.jpg"));

    [Fact]
    public void No_image_is_sent_twice()
    {
        var request = PreparedRequest.PostImage("photo", "/", Image);

        var (one, two) = (request.Next(1).ToArray(), request.Next(2).ToArray());

        Assert.NotEqual(one, two);
        Assert.Equal(one, request.Next(1).ToArray());
    }

    [Fact]
    public void A_stamped_image_shows_the_same_picture()
    {
        var (stamped, offset) = JpegStamp.Insert(Image);
        "deadbeef"u8.CopyTo(stamped.AsSpan(offset));

        Assert.Equal(Pixels(Image), Pixels(stamped));
    }

    private static byte[] Pixels(byte[] jpeg)
    {
        var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
        Assert.Equal(ImageFault.None, codecs.ReadHeader(jpeg, out var header, out _));
        Assert.Equal(ImageFault.None, codecs.Decode(jpeg, header, 0, 0, out var pixels, out _));
        using (pixels)
        {
            return [.. Enumerable.Range(0, pixels!.Height).SelectMany(y => pixels.Row(y).ToArray())];
        }
    }
}
