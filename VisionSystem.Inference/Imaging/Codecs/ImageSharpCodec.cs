using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using VisionSystem.Inference.Imaging.Codecs;

namespace VisionSystem.Inference.Imaging;

/// <summary>All formats by ImageSharp: managed code that runs anywhere. Left out of the compile where the package is not to be had.</summary>
internal sealed unsafe class ImageSharpCodec : IImageCodec, IJpegEncoder
{
    // Only the accepted formats. Requests already run side by side, so one does not spread over all cores.
    private static readonly Configuration Formats = new(
        new JpegConfigurationModule(), new PngConfigurationModule(), new WebpConfigurationModule(), new GifConfigurationModule(), new BmpConfigurationModule())
    {
        MaxDegreeOfParallelism = 1,
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = 64 }),
    };

    public string Name => "imagesharp";

    public bool CanDecode(ImageFormat format) => true;

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, out PixelBuffer? pixels, out string? detail)
    {
        pixels = null;
        detail = null;
        try
        {
            pixels = header.Format == ImageFormat.Jpeg ? DecodeJpeg(file.Span, header, leastWidth, leastHeight) : DecodeOther(file.Span, header);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a decoder throws at a stranger's bytes, the bytes are to blame: not all of it is ImageFormatException.
            detail = NativeMessage.Explain(header.Format.ToString().ToUpperInvariant(), Encoding.UTF8.GetBytes(e.Message));
        }

        if (pixels is null)
        {
            detail ??= $"The {header.Format.ToString().ToUpperInvariant()} ends early or contradicts itself on its size.";
            return ImageFault.Corrupt;
        }

        return ImageFault.None;
    }

    public void Encode(PixelBuffer picture, int quality, IBufferWriter<byte> output)
    {
        using var image = Image.WrapMemory<Rgb24>(Formats, picture.Pointer, checked((int)picture.ByteLength), picture.Width, picture.Height);
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality, ColorType = JpegEncodingColor.YCbCrRatio420 });
        output.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static PixelBuffer? DecodeJpeg(ReadOnlySpan<byte> file, in ImageHeader header, int leastWidth, int leastHeight)
    {
        // ImageSharp fills up what is missing without a word.
        if (!JpegHeader.HasEnd(file))
        {
            return null;
        }

        var divisor = JpegScale.Divisor(header.Width, header.Height, leastWidth, leastHeight);
        var target = new Size(JpegScale.Side(header.Width, divisor), JpegScale.Side(header.Height, divisor));
        var options = new JpegDecoderOptions
        {
            GeneralOptions = new DecoderOptions { Configuration = Formats, SkipMetadata = true, TargetSize = divisor == 1 ? null : target },
            ResizeMode = JpegDecoderResizeMode.IdctOnly,
        };
        fixed (byte* bytes = file)
        {
            using var stream = new UnmanagedMemoryStream(bytes, file.Length);
            using var image = JpegDecoder.Instance.Decode<Rgb24>(options, stream);
            return image.Size == target ? Copy(image) : null;
        }
    }

    private static PixelBuffer? DecodeOther(ReadOnlySpan<byte> file, in ImageHeader header)
    {
        if (header.Format == ImageFormat.WebP && !WebPHeader.HasEnd(file))
        {
            return null;
        }

        var options = new DecoderOptions { Configuration = Formats, SkipMetadata = true, MaxFrames = 1 };
        using var image = Image.Load<Rgba32>(options, file);
        var asSaid = image.Width == header.Width && image.Height == header.Height;
        if (!asSaid && header.Format != ImageFormat.Gif)
        {
            return null;
        }

        var picture = CopyOverBlack(image);
        return asSaid ? picture : Canvas.Place(picture, header.Width, header.Height);
    }

    private static PixelBuffer Copy(Image<Rgb24> image)
    {
        var picture = PixelBuffer.Rent(image.Width, image.Height);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                MemoryMarshal.AsBytes(rows.GetRowSpan(y)).CopyTo(picture.Row(y));
            }
        });
        return picture;
    }

    private static PixelBuffer CopyOverBlack(Image<Rgba32> image)
    {
        var picture = PixelBuffer.Rent(image.Width, image.Height);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var target = picture.Row(y);
                foreach (var pixel in rows.GetRowSpan(y))
                {
                    target[0] = (byte)(pixel.R * pixel.A / 255);
                    target[1] = (byte)(pixel.G * pixel.A / 255);
                    target[2] = (byte)(pixel.B * pixel.A / 255);
                    target = target[PixelBuffer.Channels..];
                }
            }
        });
        return picture;
    }
}

// The registry's half that exists only with this file.
internal sealed partial class ImageCodecs
{
    static partial void AddPortable(List<IImageCodec> codecs) => codecs.Add(new ImageSharpCodec());
}
