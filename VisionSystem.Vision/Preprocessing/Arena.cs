using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>Hands out pieces of one block, each aligned to 64 bytes. Over no block it only adds up what would be needed.</summary>
/// <param name="start">The block, aligned to 64 bytes, or null.</param>
internal unsafe struct Arena(byte* start)
{
    private const int Alignment = 64;

    /// <summary>Bytes handed out.</summary>
    public long Used { get; private set; }

    /// <param name="count">How many values.</param>
    /// <param name="slack">Bytes behind them that may be read or written too.</param>
    public T* Take<T>(long count, int slack = PixelMemory.Slack)
        where T : unmanaged
    {
        var piece = start + Used;
        Used += ((count * sizeof(T)) + slack + Alignment - 1) / Alignment * Alignment;
        return (T*)piece;
    }
}
