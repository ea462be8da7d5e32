namespace VisionSystem.Logging.Requests;

/// <summary>The days of a time zone, which have 23 or 25 hours where summer time begins or ends.</summary>
internal static class LocalDay
{
    /// <summary>Beyond what any zone is ahead of or behind UTC.</summary>
    private static readonly TimeSpan WidestOffset = TimeSpan.FromHours(15);

    /// <summary>The date in a zone.</summary>
    public static DateOnly Of(DateTimeOffset time, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    /// <summary>
    /// The first minute that the zone's clocks call this day or a later one, with the zone's offset: midnight, or what comes in
    /// its place where a change of the offset leaves midnight, or the whole day, out.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue).Ticks;
        var (first, last) = (Minutes(Math.Max(0, midnight - WidestOffset.Ticks)), Minutes(Math.Min(DateTimeOffset.MaxValue.Ticks, midnight + WidestOffset.Ticks)));
        while (first < last)
        {
            var middle = first + ((last - first) / 2);
            (first, last) = Of(At(middle), zone) < day ? (middle + 1, last) : (first, middle);
        }

        return TimeZoneInfo.ConvertTime(At(first), zone);
    }

    private static long Minutes(long ticks) => ticks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset At(long minutes) => new(minutes * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
