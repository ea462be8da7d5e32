namespace VisionSystem.Vision.Imaging;

/// <summary>
/// An 8-bit RGB image: rows from the top without gaps, in pooled unmanaged memory. Dispose returns the memory; the finalizer
/// returns it for an undisposed buffer.
/// </summary>
internal sealed unsafe class PixelBuffer : IDisposable
{
    /// <summary>Bytes per pixel.</summary>
    public const int Channels = 3;

    private readonly PixelMemory _memory;
    private PixelMemory.Block _block;

    private PixelBuffer(PixelMemory memory, int width, int height)
    {
        _memory = memory;
        Width = width;
        Height = height;
        _block = memory.Rent((long)width * height * Channels);
    }

    ~PixelBuffer() => Release();

    /// <summary>The width in pixels, at least 1.</summary>
    public int Width { get; }

    /// <summary>The height in pixels, at least 1.</summary>
    public int Height { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride => Width * Channels;

    /// <summary>The total size of all rows in bytes.</summary>
    public long ByteLength => (long)Stride * Height;

    /// <summary>The address of the first pixel's red; <see cref="PixelMemory.Slack"/> bytes past the last pixel are readable.</summary>
    /// <exception cref="ObjectDisposedException">The memory was returned.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_block.Pointer == null, this);
            return _block.Pointer;
        }
    }

    /// <summary>Rents a buffer with undefined content.</summary>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="memory">The pool; null for the pool of the process.</param>
    public static PixelBuffer Rent(int width, int height, PixelMemory? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, int.MaxValue / Channels);
        return new PixelBuffer(memory ?? PixelMemory.Shared, width, height);
    }

    /// <summary>Returns one row, <c>R G B R G B …</c>.</summary>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new Span<byte>(Pointer + ((long)y * Stride), Stride);
    }

    /// <summary>Sets all pixels to black.</summary>
    public void Clear()
    {
        for (var y = 0; y < Height; y++)
        {
            Row(y).Clear();
        }
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_block.Pointer != null)
        {
            _memory.Return(_block);
            _block = default;
        }
    }
}
