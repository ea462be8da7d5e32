using System.Runtime.InteropServices;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// libjpeg-turbo without any overhead: one handle, one file of known size, one reused buffer. The upper limit of any caller of the
/// library.
/// </summary>
internal sealed unsafe class BareJpeg : IDisposable
{
    private readonly TurboJpegLibrary _library;
    private readonly nint _handle;
    private readonly GCHandle _pin;
    private readonly int _length;
    private readonly PixelBuffer _pixels;

    /// <param name="library">The library.</param>
    /// <param name="file">A colour JPEG other than CMYK.</param>
    /// <param name="width">Width after scaling, in pixels.</param>
    /// <param name="height">Height after scaling, in pixels.</param>
    public BareJpeg(TurboJpegLibrary library, byte[] file, int width, int height)
    {
        _library = library;
        _handle = library.InitDecompress();
        _pin = GCHandle.Alloc(file, GCHandleType.Pinned);
        _length = file.Length;
        _pixels = PixelBuffer.Rent(width, height);
    }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Decode()
    {
        if (_library.Decompress(
            _handle, (byte*)_pin.AddrOfPinnedObject(), new CULong((nuint)_length), _pixels.Pointer, _pixels.Width, _pixels.Stride, _pixels.Height, TurboJpegLibrary.PixelFormatRgb, 0) != 0)
        {
            throw new InvalidDataException(Marshal.PtrToStringUTF8((nint)_library.LastMessage(_handle)));
        }
    }

    public void Dispose()
    {
        _library.Destroy(_handle);
        _pin.Free();
        _pixels.Dispose();
    }
}
