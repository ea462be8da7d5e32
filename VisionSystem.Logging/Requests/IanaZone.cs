using System.Text.RegularExpressions;

namespace VisionSystem.Logging.Requests;

/// <summary>Time zones by their names in the IANA time zone database (https://www.iana.org/time-zones).</summary>
internal static partial class IanaZone
{
    public const string Rule = "an IANA time zone as it is written there, like Europe/Berlin, is expected, once";

    /// <summary>
    /// The zone; null for a name that the system does not have. Only what has a zone's form is looked up: the name is that of a
    /// file.
    /// </summary>
    public static TimeZoneInfo? Find(string name) =>
        string.Equals(name, TimeZoneInfo.Utc.Id, StringComparison.OrdinalIgnoreCase) ? TimeZoneInfo.Utc
        : Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name ? zone
        : null;

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,2}\z")]
    private static partial Regex Name();
}
