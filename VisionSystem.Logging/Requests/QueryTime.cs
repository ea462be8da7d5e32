using System.Globalization;
using System.Text.RegularExpressions;

namespace VisionSystem.Logging.Requests;

/// <summary>
/// Parses times in query strings: RFC 3339, where T and Z may be lower case, T may be a space and the fraction may have any
/// number of digits. A date without a time is the start of that day.
/// </summary>
internal static partial class QueryTime
{
    public const string Rule =
        "a time with Z or an offset like 2026-03-14T12:00:00Z, or a date like 2026-03-14, is expected exactly once (send + as %2B)";

    /// <summary>The length of a decimal point and the seven digits of a tick; further digits are truncated.</summary>
    private const int LongestFraction = 8;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Times outside of these bounds are clamped: no prediction lies outside, and adding a time span to a bound does not overflow.</summary>
    private static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    private static readonly DateTimeOffset Latest = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns the time in UTC; null if the text is not a valid time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of a date without a time.</param>
    public static DateTimeOffset? Parse(string text, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return Clamp(LocalDay.StartOf(day, zone));
        }

        if (Pattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var fraction = match.Groups["fraction"].Value;
        var exact = $"{match.Groups["date"]}T{match.Groups["time"]}{fraction[..Math.Min(fraction.Length, LongestFraction)]}{match.Groups["offset"].Value.ToUpperInvariant()}";
        return DateTimeOffset.TryParseExact(exact, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? Clamp(time) : null;
    }

    private static DateTimeOffset Clamp(DateTimeOffset time) =>
        (time < Earliest ? Earliest : time > Latest ? Latest : time).ToUniversalTime();

    [GeneratedRegex(@"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?<fraction>\.[0-9]+)?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Pattern();
}
