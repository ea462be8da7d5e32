using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Stats;

/// <summary>The time span and the periods of statistics.</summary>
/// <param name="From">Start of the span, UTC.</param>
/// <param name="To">End of the span, UTC, exclusive.</param>
/// <param name="ByDay">True for days; false for hours.</param>
/// <param name="Zone">The time zone of the days and hours.</param>
internal sealed record StatsQuery(DateTimeOffset From, DateTimeOffset To, bool ByDay, TimeZoneInfo Zone) : IQuery<StatsQuery>
{
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan HoursUpTo = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(366);

    public string Interval => ByDay ? "day" : "hour";

    /// <summary>Reads the query string. The default is the last day by hour.</summary>
    public static StatsQuery Parse(QueryReader query)
    {
        var zone = query.One(
            new("tz", "IANA time zone of the hours and days, like Europe/Berlin. Default: UTC."),
            text => IanaZone.Find(text) is not null, IanaZone.Find, IanaZone.Rule) ?? TimeZoneInfo.Utc;
        var from = query.Time("from", "Start of the time span, inclusive: RFC 3339, or a date for the start of that day in `tz`. Default: one day before `to`.", zone);
        var to = query.Time("to", "End of the time span, exclusive, in the form of `from`. Default: now.", zone);
        var interval = query.Choice("interval", "Length of the periods. Default: `hour` up to seven days, `day` beyond.", "hour", "day");
        query.RejectUnknown();
        var end = to ?? query.Now;
        var begin = from ?? end - DefaultSpan;
        // Local time: a week in which daylight saving time ends still counts as seven days.
        var span = TimeZoneInfo.ConvertTime(end, zone).DateTime - TimeZoneInfo.ConvertTime(begin, zone).DateTime;
        query.Errors.Require(begin < end, from is not null && to is null ? "from" : "to", "from must be before to; to is exclusive");
        query.Errors.Require(span <= LongestSpan, "from", "the time span must not exceed 366 days");
        return new StatsQuery(begin, end, interval is null ? span > HoursUpTo : interval == "day", zone);
    }
}
