using VisionSystem.Logging.Apis;

namespace VisionSystem.Logging.Predictions.Stats;

/// <summary>Over which time statistics are asked for, and in which steps.</summary>
/// <param name="From">Where the span begins, UTC.</param>
/// <param name="To">Where it ends, not included.</param>
/// <param name="ByDay">Days; else hours.</param>
/// <param name="Zone">Whose days and hours.</param>
internal sealed record StatsQuery(DateTimeOffset From, DateTimeOffset To, bool ByDay, TimeZoneInfo Zone)
{
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan HoursUpTo = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(366);

    public string Interval => ByDay ? "day" : "hour";

    /// <summary>Reads the query string: the last day, by the hour, unless it says otherwise; null where something in it is wrong.</summary>
    public static StatsQuery? Parse(IQueryCollection parameters, DateTimeOffset now, FieldErrors errors)
    {
        var query = new QueryReader(parameters, errors);
        var zone = query.One("tz", text => IanaZone.Find(text) is not null, IanaZone.Find, IanaZone.Rule) ?? TimeZoneInfo.Utc;
        var (from, to, interval) = (query.Time("from", zone), query.Time("to", zone), query.Choice("interval", "hour", "day"));
        query.RefuseOthers();
        var end = to ?? now;
        var begin = from ?? end - DefaultSpan;
        // By the zone's clocks: a week in which summer time ends is a week.
        var span = TimeZoneInfo.ConvertTime(end, zone).DateTime - TimeZoneInfo.ConvertTime(begin, zone).DateTime;
        errors.Require(begin < end, from is not null && to is null ? "from" : "to", "from must be before to, which is not included");
        errors.Require(span <= LongestSpan, "from", "at most 366 days are summed up");
        return errors.Any ? null : new StatsQuery(begin, end, interval is null ? span > HoursUpTo : interval == "day", zone);
    }
}
