using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Stats;

/// <summary>
/// Divides the time span of statistics into hours or days of a time zone. The periods are computed here instead of in the
/// database, so that both databases divide identically: they count in steps that contain no start of a period.
/// </summary>
internal sealed class StatsPeriods
{
    private readonly List<DateTimeOffset> _starts;

    public StatsPeriods(StatsQuery query)
    {
        _starts = [.. query.ByDay ? Days(query) : Hours(query)];
        Step = _starts.TrueForAll(start => start.UtcDateTime.Minute == 0) ? 60 : _starts.TrueForAll(start => start.UtcDateTime.Minute % 15 == 0) ? 15 : 1;
    }

    /// <summary>The starts of all periods with the zone's offset, oldest first; the first may precede the span.</summary>
    public IReadOnlyList<DateTimeOffset> Starts => _starts;

    /// <summary>The step in minutes, a divisor of the hour: each UTC step lies within one period.</summary>
    public int Step { get; }

    /// <summary>Returns the start of the period that contains a time of the span.</summary>
    public DateTimeOffset Of(DateTimeOffset time) => _starts.BinarySearch(time) is var index && index >= 0 ? _starts[index] : _starts[~index - 1];

    private static IEnumerable<DateTimeOffset> Days(StatsQuery query)
    {
        var day = LocalDay.Of(query.From, query.Zone);
        var start = LocalDay.StartOf(day, query.Zone);
        while (start < query.To)
        {
            yield return start;
            var last = start;
            // A zone that moves across the date line skips a day.
            while (start <= last)
            {
                day = day.AddDays(1);
                start = LocalDay.StartOf(day, query.Zone);
            }
        }
    }

    /// <summary>Returns the hours from the start of the day. An offset change of less than an hour results in a shorter hour.</summary>
    private static IEnumerable<DateTimeOffset> Hours(StatsQuery query)
    {
        var start = LocalDay.StartOf(LocalDay.Of(query.From, query.Zone), query.Zone);
        while (start < query.To)
        {
            var next = TimeZoneInfo.ConvertTime(start.AddMinutes(60 - start.Minute), query.Zone);
            if (next > query.From)
            {
                yield return start;
            }

            start = next;
        }
    }
}
