namespace VisionSystem.Logging.Requests;

/// <summary>Calendar days of a time zone. A day has 23 or 25 hours when daylight saving time begins or ends.</summary>
internal static class LocalDay
{
    /// <summary>An upper bound of the UTC offset of every zone.</summary>
    private static readonly TimeSpan WidestOffset = TimeSpan.FromHours(15);

    /// <summary>Returns the date in a zone.</summary>
    public static DateOnly Of(DateTimeOffset time, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    /// <summary>
    /// Returns the first minute whose local date is this day or later, with the zone's offset. The minute is midnight unless a
    /// change of the offset skips midnight or the complete day.
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
