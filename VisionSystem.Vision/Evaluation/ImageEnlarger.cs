using System.Buffers;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Evaluation;

/// <summary>Makes large JPEGs of images, so that it can be measured what becomes of large ones.</summary>
/// <param name="codecs">Who reads and writes them.</param>
/// <param name="times">How many times as wide and high.</param>
internal sealed class ImageEnlarger(ImageCodecs codecs, int times)
{
    /// <summary>The quality of cameras' files.</summary>
    private const int Quality = 95;

    private const int MostPixels = int.MaxValue / PixelBuffer.Channels;

    public int Times => times;

    /// <summary>The larger image; the same one when it is not to be enlarged, or cannot be read.</summary>
    /// <exception cref="DataSetException">It would be larger than pictures can be.</exception>
    public ReadOnlyMemory<byte> Enlarge(ReadOnlyMemory<byte> image)
    {
        if (times == 1
            || codecs.ReadHeader(image.Span, out var header, out _) != ImageFault.None
            || codecs.Decode(image, header, 0, 0, out var pixels, out _) != ImageFault.None)
        {
            return image;
        }

        if (header.Pixels * times * times > MostPixels)
        {
            pixels!.Dispose();
            throw new DataSetException($"A photo of {header.Width} × {header.Height} pixels cannot be enlarged {times} times");
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
