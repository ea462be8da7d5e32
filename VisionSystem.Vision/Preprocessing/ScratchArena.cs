using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>Allocates 64-byte aligned slices of one block. Without a block it only computes the required size.</summary>
/// <param name="start">The block, aligned to 64 bytes, or null.</param>
internal unsafe struct ScratchArena(byte* start)
{
    private const int Alignment = 64;

    /// <summary>The number of allocated bytes.</summary>
    public long Used { get; private set; }

    /// <param name="count">The number of values.</param>
    /// <param name="slack">The number of bytes after the values that may be read or written too.</param>
    public T* Allocate<T>(long count, int slack = PixelMemory.Slack)
        where T : unmanaged
    {
        var piece = start + Used;
        Used += ((count * sizeof(T)) + slack + Alignment - 1) / Alignment * Alignment;
        return (T*)piece;
    }
}
