namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371). Its state is one number per subject: the time at which the window would be
/// empty without further requests. It is exact at every moment, whereas fixed windows allow twice the limit at their border.
/// </summary>
internal static class GenericCellRate
{
    /// <param name="emptyAt">The state of the subject, microseconds; 0 for a new subject.</param>
    /// <param name="now">The current time, microseconds.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="cost">The number of permits, 1 to the limit's count.</param>
    /// <returns>The decision and the new state.</returns>
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

    /// <summary>The interval of one permit and the window, microseconds, rounded so that exactly the limit's count fits.</summary>
    public static (long Interval, long Window) Microseconds(RateLimit limit)
    {
        var interval = Math.Max(1, (long)limit.Window.TotalMicroseconds / limit.Count);
        return (interval, interval * limit.Count);
    }
}
