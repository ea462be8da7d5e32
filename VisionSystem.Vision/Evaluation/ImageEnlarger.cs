using System.Buffers;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Evaluation;

/// <summary>Enlarges images to large JPEGs, to measure the accuracy on large images.</summary>
/// <param name="codecs">The codecs that decode and encode the images.</param>
/// <param name="times">The factor of width and height.</param>
internal sealed class ImageEnlarger(ImageCodecs codecs, int times)
{
    /// <summary>The usual JPEG quality of cameras.</summary>
    private const int Quality = 95;

    private const int MaxPixels = int.MaxValue / PixelBuffer.Channels;

    public int Times => times;

    /// <summary>Returns the enlarged image; the unchanged one where the factor is 1 or the image cannot be read.</summary>
    /// <exception cref="DataSetException">The result would exceed the maximum image size.</exception>
    public ReadOnlyMemory<byte> Enlarge(ReadOnlyMemory<byte> image)
    {
        if (times == 1
            || codecs.ReadHeader(image.Span, out var header, out _) != ImageFault.None
            || codecs.Decode(image, header, 0, 0, out var pixels, out _) != ImageFault.None)
        {
            return image;
        }

        if (header.Pixels * times * times > MaxPixels)
        {
            pixels!.Dispose();
            throw new DataSetException($"An image of {header.Width} × {header.Height} pixels cannot be enlarged {times} times");
        }

        using (pixels)
        {
            using var large = Stretch.To(new UprightView(pixels!, header.Orientation), header.UprightWidth * times, header.UprightHeight * times);
            var jpeg = new ArrayBufferWriter<byte>();
            codecs.EncodeJpeg(large, jpeg, Quality);
            return jpeg.WrittenMemory;
        }
    }
}
