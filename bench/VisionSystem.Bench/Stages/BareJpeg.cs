using System.Runtime.InteropServices;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// libjpeg-turbo with nothing around it: one handle, one file, its size known before, one buffer that stays. The fastest
/// that anyone who calls this library can be.
/// </summary>
internal sealed unsafe class BareJpeg : IDisposable
{
    private readonly TurboJpegLibrary _library;
    private readonly nint _handle;
    private readonly GCHandle _pin;
    private readonly int _length;
    private readonly PixelBuffer _pixels;

    /// <param name="library">The library.</param>
    /// <param name="file">A JPEG that is neither grey nor CMYK.</param>
    /// <param name="width">Pixels across after scaling.</param>
    /// <param name="height">Pixels down after scaling.</param>
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
