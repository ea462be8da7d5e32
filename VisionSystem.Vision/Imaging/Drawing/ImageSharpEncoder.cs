using System.Buffers;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionSystem.Vision.Imaging.Drawing;

/// <summary>Encodes decoded pixels as JPEG with ImageSharp. It never receives the bytes of an uploaded file.</summary>
internal sealed unsafe class ImageSharpEncoder : IJpegEncoder
{
    // Requests already run in parallel; one encode uses one core.
    private static readonly Configuration JpegOnly = new(new JpegConfigurationModule())
    {
        MaxDegreeOfParallelism = 1,
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = 64 }),
    };

    public void Encode(PixelBuffer pixels, int quality, IBufferWriter<byte> output)
    {
        using var image = Image.WrapMemory<Rgb24>(JpegOnly, pixels.Pointer, pixels.Width, pixels.Height);
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality, ColorType = JpegColorType.YCbCrRatio420 });
        output.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
