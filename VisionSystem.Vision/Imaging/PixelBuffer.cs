namespace VisionSystem.Vision.Imaging;

/// <summary>
/// A picture: 8-bit RGB, rows from the top without gaps, in pooled unmanaged memory. Disposing gives the memory back; a
/// buffer that was forgotten does so when it is collected.
/// </summary>
internal sealed unsafe class PixelBuffer : IDisposable
{
    /// <summary>Bytes a pixel.</summary>
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

    /// <summary>Pixels across, at least 1.</summary>
    public int Width { get; }

    /// <summary>Pixels down, at least 1.</summary>
    public int Height { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride => Width * Channels;

    /// <summary>Bytes of all rows.</summary>
    public long ByteLength => (long)Stride * Height;

    /// <summary>The first pixel's red; <see cref="PixelMemory.Slack"/> bytes past the last are readable.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_block.Pointer == null, this);
            return _block.Pointer;
        }
    }

    /// <summary>A buffer with undefined content.</summary>
    /// <param name="width">Pixels across, from 1.</param>
    /// <param name="height">Pixels down, from 1.</param>
    /// <param name="memory">Where the memory comes from; the process's own if null.</param>
    public static PixelBuffer Rent(int width, int height, PixelMemory? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, int.MaxValue / Channels);
        return new PixelBuffer(memory ?? PixelMemory.Shared, width, height);
    }

    /// <summary>One row, <c>R G B R G B …</c>.</summary>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return new Span<byte>(Pointer + ((long)y * Stride), Stride);
    }

    /// <summary>Blackens all pixels.</summary>
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
