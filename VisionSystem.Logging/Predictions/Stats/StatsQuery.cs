using VisionSystem.Logging.Apis;

namespace VisionSystem.Logging.Predictions.Stats;

/// <summary>Over which time statistics are asked for, and in which steps.</summary>
internal readonly record struct StatsQuery(DateTimeOffset From, DateTimeOffset To, bool ByDay)
{
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan HoursUpTo = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(366);

    public string Interval => ByDay ? "day" : "hour";

    /// <summary>Reads the query string: the last day, by the hour, unless it says otherwise.</summary>
    public static StatsQuery Parse(IQueryCollection parameters, DateTimeOffset now, FieldErrors errors)
    {
        var query = new QueryReader(parameters, errors);
        var (from, to, interval) = (query.Time("from"), query.Time("to"), query.Choice("interval", "hour", "day"));
        query.RefuseOthers();
        var end = to ?? now;
        var begin = from ?? end - DefaultSpan;
        errors.Require(begin < end, from is not null && to is null ? "from" : "to", "from must be before to");
        errors.Require(end - begin <= LongestSpan, "from", "at most 366 days are summed up");
        return new StatsQuery(begin, end, interval is null ? end - begin > HoursUpTo : interval == "day");
    }

    /// <summary>The beginning of the period that a moment is in.</summary>
    public DateTimeOffset PeriodOf(DateTimeOffset time)
    {
        var length = Length;
        return new DateTimeOffset(time.UtcTicks - (time.UtcTicks % length.Ticks), TimeSpan.Zero);
    }

    /// <summary>The beginnings of all periods, oldest first.</summary>
    public IEnumerable<DateTimeOffset> Periods()
    {
        for (var period = PeriodOf(From); period < To; period += Length)
        {
            yield return period;
        }
    }

    private TimeSpan Length => ByDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
}
