namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// How long an image takes from decode to boxes while others do the same, as an exponentially weighted mean of the last few dozen: what
/// waiting times are estimated from. Thread-safe without locks; a sample lost in a race changes nothing that matters.
/// </summary>
internal sealed class ServiceTime
{
    private const double Weight = 0.1;
    private double _seconds;

    /// <summary>Zero before the first image.</summary>
    public TimeSpan Mean => TimeSpan.FromSeconds(Volatile.Read(ref _seconds));

    public void Add(TimeSpan sample)
    {
        var mean = Volatile.Read(ref _seconds);
        Volatile.Write(ref _seconds, mean == 0 ? sample.TotalSeconds : mean + (Weight * (sample.TotalSeconds - mean)));
    }
}
