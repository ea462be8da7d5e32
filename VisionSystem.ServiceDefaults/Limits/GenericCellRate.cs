namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371) with one number a subject: the time at which its window would be empty again
/// if nothing more were done. Exact at every moment, where counters of fixed windows let twice the limit through at their
/// border.
/// </summary>
internal static class GenericCellRate
{
    /// <param name="emptyAt">When the subject's window would be empty, in microseconds; 0 for a subject not seen before.</param>
    /// <param name="now">The time, in microseconds.</param>
    /// <param name="limit">What is allowed.</param>
    /// <param name="cost">How many are asked for.</param>
    /// <returns>The decision, and the subject's number from now on.</returns>
    public static (RateDecision Decision, long EmptyAt) Acquire(long emptyAt, long now, RateLimit limit, int cost)
    {
        var (interval, window) = Microseconds(limit);
        var from = Math.Max(emptyAt, now);
        var next = from + (cost * interval);
        var early = next - window - now;
        return early > 0
            ? (new RateDecision(false, Remaining(from), TimeSpan.FromMicroseconds(early)), from)
            : (new RateDecision(true, Remaining(next), TimeSpan.Zero), next);

        int Remaining(long filled) => (int)Math.Max(0, (now + window - filled) / interval);
    }

    /// <summary>The time that one takes up, and the window, rounded so that exactly the count fits.</summary>
    public static (long Interval, long Window) Microseconds(RateLimit limit)
    {
        var interval = Math.Max(1, (long)limit.Window.TotalMicroseconds / limit.Count);
        return (interval, interval * limit.Count);
    }
}
