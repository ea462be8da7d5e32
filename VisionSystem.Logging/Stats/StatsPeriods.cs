using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Stats;

/// <summary>
/// The hours or days that statistics are cut into, as the clocks of a time zone have them. They are worked out here and not in
/// the database, so that both databases cut alike: these count in steps that no period's beginning falls into.
/// </summary>
internal sealed class StatsPeriods
{
    private readonly List<DateTimeOffset> _starts;

    public StatsPeriods(StatsQuery query)
    {
        _starts = [.. query.ByDay ? Days(query) : Hours(query)];
        Step = _starts.TrueForAll(start => start.UtcDateTime.Minute == 0) ? 60 : _starts.TrueForAll(start => start.UtcDateTime.Minute % 15 == 0) ? 15 : 1;
    }

    /// <summary>The beginnings of all periods with the zone's offset, oldest first; the first one may be before the span.</summary>
    public IReadOnlyList<DateTimeOffset> Starts => _starts;

    /// <summary>Minutes, a part of the hour: what happened within one step of UTC's clock is in one period.</summary>
    public int Step { get; }

    /// <summary>The beginning of the period that a moment of the span is in.</summary>
    public DateTimeOffset Of(DateTimeOffset time) => _starts.BinarySearch(time) is var index && index >= 0 ? _starts[index] : _starts[~index - 1];

    private static IEnumerable<DateTimeOffset> Days(StatsQuery query)
    {
        var day = LocalDay.Of(query.From, query.Zone);
        var start = LocalDay.StartOf(day, query.Zone);
        while (start < query.To)
        {
            yield return start;
            var last = start;
            // A zone that crosses the date line leaves a day out.
            while (start <= last)
            {
                day = day.AddDays(1);
                start = LocalDay.StartOf(day, query.Zone);
            }
        }
    }

    /// <summary>From the beginning of the day on; where clocks are put forward or back by less than an hour, there is a shorter one.</summary>
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
