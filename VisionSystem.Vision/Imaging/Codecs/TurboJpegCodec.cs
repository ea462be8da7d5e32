using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Decodes and encodes JPEG with libjpeg-turbo, the fastest decoder available, which also scales during the decode. A decode
/// cannot be cancelled; the limits on pixels and scans bound its duration.
/// </summary>
internal sealed unsafe class TurboJpegCodec(TurboJpegLibrary library) : IImageCodec, IJpegEncoder
{
    private readonly HandlePool _decoders = new(() => library.InitDecompress(), handle => library.Destroy(handle));
    private readonly HandlePool _encoders = new(() => library.InitCompress(), handle => library.Destroy(handle));

    public string Name => "libjpeg-turbo";

    public bool CanDecode(ImageFormat format) => format == ImageFormat.Jpeg;

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int minWidth, int minHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail)
    {
        cancellationToken.ThrowIfCancellationRequested();
        pixels = null;
        var decoder = _decoders.Rent();
        var failed = true;
        try
        {
            fixed (byte* bytes = file.Span)
            {
                var length = new CULong((nuint)file.Length);
                int width, height, subsampling, colorspace;
                if (library.DecompressHeader(decoder, bytes, length, &width, &height, &subsampling, &colorspace) != 0
                    && IsDamaged(decoder, header))
                {
                    detail = Explain(decoder);
                    return ImageFault.Corrupt;
                }

                if (width != header.Width || height != header.Height)
                {
                    detail = "The JPEG's headers state different sizes.";
                    return ImageFault.Corrupt;
                }

                var divisor = JpegScale.Divisor(width, height, minWidth, minHeight);
                var decoded = PixelBuffer.Rent(JpegScale.Side(width, divisor), JpegScale.Side(height, divisor));
                var cmyk = colorspace is TurboJpegLibrary.ColorspaceCmyk or TurboJpegLibrary.ColorspaceYcck;
                var damaged = cmyk
                    ? DecodeCmyk(decoder, bytes, length, decoded)
                    : library.Decompress(decoder, bytes, length, decoded.Pointer, decoded.Width, decoded.Stride, decoded.Height, TurboJpegLibrary.PixelFormatRgb, TurboJpegLibrary.LimitScans) != 0;
                if (damaged && IsDamaged(decoder, header))
                {
                    decoded.Dispose();
                    detail = Explain(decoder);
                    return ImageFault.Corrupt;
                }

                failed = false;
                pixels = decoded;
                detail = null;
                return ImageFault.None;
            }
        }
        finally
        {
            _decoders.Return(decoder, failed);
        }
    }

    public void Encode(PixelBuffer pixels, int quality, IBufferWriter<byte> output)
    {
        var encoder = _encoders.Rent();
        var failed = true;
        var maxLength = library.BufferSize(pixels.Width, pixels.Height, TurboJpegLibrary.Subsampling420);
        var block = PixelMemory.Shared.Rent((long)maxLength.Value);
        try
        {
            var target = block.Pointer;
            var length = maxLength;
            if (library.Compress(encoder, pixels.Pointer, pixels.Width, pixels.Stride, pixels.Height, TurboJpegLibrary.PixelFormatRgb, &target, &length, TurboJpegLibrary.Subsampling420, quality, TurboJpegLibrary.NoReallocate) != 0)
            {
                throw new InvalidOperationException($"libjpeg-turbo could not write a JPEG: {Message(encoder)}");
            }

            failed = false;
            output.Write(new ReadOnlySpan<byte>(target, checked((int)length.Value)));
        }
        finally
        {
            PixelMemory.Shared.Return(block);
            _encoders.Return(encoder, failed);
        }
    }

    private bool DecodeCmyk(nint decoder, byte* bytes, CULong length, PixelBuffer decoded)
    {
        var pixels = (long)decoded.Width * decoded.Height;
        var inks = PixelMemory.Shared.Rent(pixels * 4);
        var failed = library.Decompress(decoder, bytes, length, inks.Pointer, decoded.Width, decoded.Width * 4, decoded.Height, TurboJpegLibrary.PixelFormatCmyk, TurboJpegLibrary.LimitScans) != 0;
        CmykPixels.ToRgb(inks.Pointer, decoded.Pointer, pixels, inverted: true);
        PixelMemory.Shared.Return(inks);
        return failed;
    }

    // The library returns the same code for a warning and an error.
    private bool IsDamaged(nint decoder, in ImageHeader header) => !JpegWarning.IsHarmless(Message(decoder), header);

    private string Message(nint handle) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(library.LastMessage(handle)));

    private string Explain(nint handle) => NativeMessage.Explain("JPEG", Message(handle));
}
