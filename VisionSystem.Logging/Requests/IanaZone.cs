using System.Text.RegularExpressions;

namespace VisionSystem.Logging.Requests;

/// <summary>Time zones by their names in the IANA time zone database (https://www.iana.org/time-zones).</summary>
internal static partial class IanaZone
{
    public const string Rule = "the name of an IANA time zone in its exact spelling, like Europe/Berlin, is expected exactly once";

    /// <summary>
    /// Finds a time zone by name; null if the system has no such zone. Only names in the form of a zone name are looked up,
    /// because the system resolves the name to a file path.
    /// </summary>
    public static TimeZoneInfo? Find(string name) =>
        string.Equals(name, TimeZoneInfo.Utc.Id, StringComparison.OrdinalIgnoreCase) ? TimeZoneInfo.Utc
        : Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name ? zone
        : null;

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,2}\z")]
    private static partial Regex Name();
}
