using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>JPEG, PNG, WebP and GIF by libvips, which streams: beside the picture itself it needs a few rows.</summary>
/// <param name="vips">The library.</param>
/// <param name="maxPixels">Most pixels that a file may unfold to, should it hold more than its header says.</param>
internal sealed unsafe class VipsCodec(VipsLibrary vips, long maxPixels) : IImageCodec, IJpegEncoder
{
    // VipsBandFormat and VipsInterpretation
    private const int UnsignedBytes = 0;
    private const int Cmyk = 15;

    public string Name => "libvips";

    public bool CanDecode(ImageFormat format) => format is not ImageFormat.Bmp;

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, out PixelBuffer? pixels, out string? detail)
    {
        fixed (byte* bytes = file.Span)
        {
            // libvips rounds down and libwebp to the nearest: what divides evenly is sure not to come out too small.
            var divisor = header.Format is ImageFormat.Jpeg or ImageFormat.WebP
                ? JpegScale.Divisor(header.Width & ~7, header.Height & ~7, leastWidth, leastHeight)
                : 1;

            // What another file left behind, a mere warning perhaps.
            vips.ClearError();
            var image = Load(bytes, (nuint)file.Length, header.Format, divisor);
            pixels = image == 0 ? null : Finish(image, header, divisor);
            detail = pixels is null ? Explain(header.Format) : null;
            return pixels is null ? ImageFault.Corrupt : ImageFault.None;
        }
    }

    public void Encode(PixelBuffer picture, int quality, IBufferWriter<byte> output)
    {
        var image = vips.ImageFromMemory(picture.Pointer, (nuint)picture.ByteLength, picture.Width, picture.Height, PixelBuffer.Channels, UnsignedBytes);
        using var save = new VipsOperation(vips, "jpegsave_buffer\0"u8);
        save.SetImage("in\0"u8, image);
        vips.Unref(image);
        save.Set("Q\0"u8, Encoding.ASCII.GetBytes(quality.ToString(CultureInfo.InvariantCulture) + '\0'));
        if (!save.Build())
        {
            throw new InvalidOperationException($"libvips could not write a JPEG: {Explain(ImageFormat.Jpeg)}");
        }

        save.ReadBytes("buffer\0"u8, output);
    }

    private nint Load(byte* bytes, nuint length, ImageFormat format, int divisor)
    {
        using var load = new VipsOperation(vips, format switch
        {
            ImageFormat.Jpeg => "jpegload_buffer\0"u8,
            ImageFormat.Png => "pngload_buffer\0"u8,
            ImageFormat.WebP => "webpload_buffer\0"u8,
            _ => "gifload_buffer\0"u8,
        });
        load.SetBytes("buffer\0"u8, bytes, length);
        load.Set("access\0"u8, "sequential\0"u8);
        load.Set("fail_on\0"u8, "truncated\0"u8);
        if (format == ImageFormat.Jpeg)
        {
            load.Set("shrink\0"u8, divisor switch { 8 => "8\0"u8, 4 => "4\0"u8, 2 => "2\0"u8, _ => "1\0"u8 });
        }
        else if (format == ImageFormat.WebP)
        {
            load.Set("scale\0"u8, divisor switch { 8 => "0.125\0"u8, 4 => "0.25\0"u8, 2 => "0.5\0"u8, _ => "1\0"u8 });
        }

        return load.Build() ? load.GetImage("out\0"u8) : 0;
    }

    private PixelBuffer? Finish(nint image, in ImageHeader header, int divisor)
    {
        var width = vips.ImageWidth(image);
        var height = vips.ImageHeight(image);
        var asSaid = Math.Abs(width - JpegScale.Side(header.Width, divisor)) <= 1 && Math.Abs(height - JpegScale.Side(header.Height, divisor)) <= 1;

        // libnsgif may take the frames' extent for the screen's size.
        var believable = asSaid || (header.Format == ImageFormat.Gif && (long)width * height <= maxPixels);
        var picture = !believable ? null : vips.ImageInterpretation(image) == Cmyk ? WriteCmyk(image, width, height) : WriteRgb(image, width, height);
        vips.Unref(image);
        return picture is null || asSaid ? picture : Canvas.Place(picture, header.Width, header.Height);
    }

    private PixelBuffer? WriteRgb(nint image, int width, int height)
    {
        var rgb = Convert(image, "colourspace\0"u8, "space\0"u8, "srgb\0"u8);
        if (rgb != 0 && vips.ImageBands(rgb) == 4)
        {
            var opaque = Convert(rgb, "flatten\0"u8);
            vips.Unref(rgb);
            rgb = opaque;
        }

        if (rgb == 0)
        {
            return null;
        }

        var picture = PixelBuffer.Rent(width, height);
        if (vips.ImageBands(rgb) != PixelBuffer.Channels || !Write(rgb, picture.Pointer, width, height, PixelBuffer.Channels))
        {
            picture.Dispose();
            picture = null;
        }

        vips.Unref(rgb);
        return picture;
    }

    private PixelBuffer? WriteCmyk(nint image, int width, int height)
    {
        var inks = PixelMemory.Shared.Rent((long)width * height * 4);
        PixelBuffer? picture = null;
        if (vips.ImageBands(image) == 4 && Write(image, inks.Pointer, width, height, 4))
        {
            picture = PixelBuffer.Rent(width, height);
            CmykPixels.ToRgb(inks.Pointer, picture.Pointer, (long)width * height, inverted: false);
        }

        PixelMemory.Shared.Return(inks);
        return picture;
    }

    private bool Write(nint image, byte* target, int width, int height, int bands)
    {
        var memory = vips.ImageFromMemory(target, (nuint)((long)width * height * bands), width, height, bands, UnsignedBytes);
        var written = memory != 0 && vips.WriteImage(image, memory) == 0;
        if (memory != 0)
        {
            vips.Unref(memory);
        }

        return written;
    }

    private nint Convert(nint image, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> argument = default, ReadOnlySpan<byte> value = default)
    {
        using var convert = new VipsOperation(vips, operation);
        convert.SetImage("in\0"u8, image);
        if (!argument.IsEmpty)
        {
            convert.Set(argument, value);
        }

        return convert.Build() ? convert.GetImage("out\0"u8) : 0;
    }

    // libvips has one error text for the process, so two bad files at once may share a sentence; it is only for people.
    private string Explain(ImageFormat format)
    {
        var text = vips.ErrorText();
        var sentence = NativeMessage.Explain(format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant(), MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        vips.Free(text);
        vips.ClearError();
        return sentence;
    }
}
