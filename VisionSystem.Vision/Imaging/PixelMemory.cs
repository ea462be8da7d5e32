using System.Runtime.InteropServices;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// A bounded pool of unmanaged memory for images and scratch rows. Blocks are 64-byte aligned (one cache line, one 512-bit
/// vector) and have <see cref="Slack"/> readable bytes past the requested size, so that vector loads may cross the end.
/// Thread-safe.
/// </summary>
/// <param name="maxIdleBytes">The maximum number of idle bytes; a larger block is freed immediately.</param>
internal sealed unsafe class PixelMemory(long maxIdleBytes)
{
    /// <summary>The number of readable bytes past the end of every block.</summary>
    public const int Slack = 64;

    private const int Alignment = 64;
    private const int MaxIdleBlocks = 32;

    private readonly Lock _lock = new();
    private readonly Block[] _idle = new Block[MaxIdleBlocks];
    private int _count;
    private long _idleBytes;

    /// <summary>The pool of the process: 64 MiB hold a 12-megapixel image and its scratch rows.</summary>
    public static PixelMemory Shared { get; } = new(64L << 20);

    /// <summary>The number of idle bytes.</summary>
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

    /// <summary>
    /// Returns the smallest idle block that fits and is at most twice the requested size, otherwise new memory with undefined
    /// content.
    /// </summary>
    /// <exception cref="OutOfMemoryException">The system has no more memory.</exception>
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

    /// <summary>Returns a block to the pool; the oldest idle blocks are freed to make room.</summary>
    public void Return(Block block)
    {
        if (block.Bytes > maxIdleBytes)
        {
            NativeMemory.AlignedFree(block.Pointer);
            return;
        }

        lock (_lock)
        {
            while (_count == MaxIdleBlocks || _idleBytes + block.Bytes > maxIdleBytes)
            {
                NativeMemory.AlignedFree(Rent(0).Pointer);
            }

            _idle[_count++] = block;
            _idleBytes += block.Bytes;
        }
    }

    // Preserves the order of return, so that the first block is always the oldest.
    private Block Rent(int index)
    {
        var block = _idle[index];
        _count--;
        Array.Copy(_idle, index + 1, _idle, index, _count - index);
        _idleBytes -= block.Bytes;
        return block;
    }

    /// <summary>Rented memory: <see cref="Bytes"/> writable bytes at <see cref="Pointer"/>.</summary>
    public readonly struct Block(byte* pointer, long bytes)
    {
        public byte* Pointer => pointer;

        public long Bytes => bytes;
    }
}
