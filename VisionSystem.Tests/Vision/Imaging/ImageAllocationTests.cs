using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class ImageAllocationTests
{
    /// <summary>The managed size of a <see cref="PixelBuffer"/> in bytes; its pixels are in unmanaged memory.</summary>
    private const int Most = 64;

    [Theory]
    [InlineData(600, 400)]
    [InlineData(2600, 1900)]
    public void From_bytes_to_tensor_an_image_allocates_almost_no_managed_memory(int width, int height)
    {
        TestCodecs.Require("libjpeg-turbo");
        var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
        using var picture = TestImages.Gradient(width, height);
        var jpeg = new ArrayBufferWriter<byte>();
        codecs.EncodeJpeg(picture, jpeg);
        var (file, slot) = (jpeg.WrittenSpan.ToArray(), new float[3 * 320 * 320]);
        Fill();

        // The minimum over several images: a collection caused by another test counts the rest of this thread's allocation block.
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Fill();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, Most);

        void Fill()
        {
            Assert.True(codecs.ReadHeader(file, out var header, out _) == ImageFault.None);
            var plan = Letterbox.Plan(header.UprightWidth, header.UprightHeight, 320, 320, LetterboxPlacement.Centre);
            Assert.True(codecs.Decode(file, header, plan.ScaledWidth, plan.ScaledHeight, out var pixels, out _) == ImageFault.None);
            using (pixels)
            {
                Letterbox.Fill(new UprightView(pixels!, header.Orientation), plan, PixelLayout.UnitRgb, slot);
            }
        }
    }
}
