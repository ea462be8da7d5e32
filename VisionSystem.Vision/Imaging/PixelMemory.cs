using System.Runtime.InteropServices;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Unmanaged memory for pictures and scratch rows, kept for the next image up to a bound. Blocks are 64-byte aligned (one
/// cache line, one 512-bit vector) and hold <see cref="Slack"/> readable bytes past what was asked for, so that vector loads
/// may run over the end. Thread-safe.
/// </summary>
/// <param name="keepBytes">Most bytes kept while idle; a larger block is freed at once.</param>
internal sealed unsafe class PixelMemory(long keepBytes)
{
    /// <summary>Readable bytes behind every block.</summary>
    public const int Slack = 64;

    private const int Alignment = 64;
    private const int MostBlocks = 32;

    private readonly Lock _lock = new();
    private readonly Block[] _idle = new Block[MostBlocks];
    private int _count;
    private long _idleBytes;

    /// <summary>The process's own: 64 MiB hold a 12-megapixel picture and the rows around it.</summary>
    public static PixelMemory Shared { get; } = new(64L << 20);

    /// <summary>Bytes kept for the next image.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_lock)
            {
                return _idleBytes;
            }
        }
    }

    /// <summary>The smallest idle block that fits without wasting half of it, else new memory with undefined content.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public Block Rent(long bytes)
    {
        lock (_lock)
        {
            var best = -1;
            for (var i = 0; i < _count; i++)
            {
                if (_idle[i].Bytes >= bytes && _idle[i].Bytes / 2 <= bytes && (best < 0 || _idle[i].Bytes < _idle[best].Bytes))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                return Rent(best);
            }
        }

        return new Block((byte*)NativeMemory.AlignedAlloc((nuint)bytes + Slack, Alignment), bytes);
    }

    /// <summary>Gives a block back. The oldest idle blocks make room for it.</summary>
    public void Return(Block block)
    {
        if (block.Bytes > keepBytes)
        {
            NativeMemory.AlignedFree(block.Pointer);
            return;
        }

        lock (_lock)
        {
            while (_count == MostBlocks || _idleBytes + block.Bytes > keepBytes)
            {
                NativeMemory.AlignedFree(Rent(0).Pointer);
            }

            _idle[_count++] = block;
            _idleBytes += block.Bytes;
        }
    }

    // Keeps the order of arrival, so that the first is always the oldest.
    private Block Rent(int index)
    {
        var block = _idle[index];
        _count--;
        Array.Copy(_idle, index + 1, _idle, index, _count - index);
        _idleBytes -= block.Bytes;
        return block;
    }

    /// <summary>Rented memory: <see cref="Bytes"/> writable bytes from <see cref="Pointer"/>.</summary>
    public readonly struct Block(byte* pointer, long bytes)
    {
        public byte* Pointer => pointer;

        public long Bytes => bytes;
    }
}
