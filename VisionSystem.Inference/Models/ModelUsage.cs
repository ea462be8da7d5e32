namespace VisionSystem.Inference.Models;

/// <summary>How much a model of the repository is used, from its first load on, over all its files.</summary>
internal sealed class ModelUsage
{
    private long _images;
    private long _errors;
    private long _lastUsed;

    /// <summary>Images that were answered.</summary>
    public long Images => Volatile.Read(ref _images);

    /// <summary>Images that were not answered, whether image, queue or engine was the reason.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>When it was last asked for, in ticks of UTC; 0 for never.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    public void Used(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);

    public void Ended(bool answered) => Interlocked.Increment(ref answered ? ref _images : ref _errors);
}
