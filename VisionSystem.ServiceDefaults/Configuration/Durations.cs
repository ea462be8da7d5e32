using System.Globalization;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>The text form of durations: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, or .NET's <c>00:00:30</c>.</summary>
internal static class Durations
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    /// <summary>Parses a duration ≥ 0; null for any other text.</summary>
    public static TimeSpan? Parse(string text)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                var number = text.AsSpan(0, text.Length - suffix.Length).TrimEnd();
                return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count * unit : null;
            }
        }

        // A bare number means days to .NET and seconds to most operators, so it is rejected.
        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span : null;
    }

    /// <summary>Formats a duration in the largest unit that divides it, otherwise in .NET's form.</summary>
    public static string Write(TimeSpan duration)
    {
        foreach (var (suffix, unit) in Units.Reverse())
        {
            if (duration.Ticks % unit.Ticks == 0 && (duration > TimeSpan.Zero || suffix == "s"))
            {
                return (duration.Ticks / unit.Ticks).ToString(CultureInfo.InvariantCulture) + suffix;
            }
        }

        return duration.ToString("c", CultureInfo.InvariantCulture);
    }
}
