using System.Globalization;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Durations as operators write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, or .NET's <c>00:00:30</c>.</summary>
internal static class Durations
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    /// <summary>The duration as the configuration binder reads it, or null.</summary>
    public static string? Normalize(string value)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (value.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                var number = value.AsSpan(0, value.Length - suffix.Length).TrimEnd();
                return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? (count * unit).ToString("c", CultureInfo.InvariantCulture)
                    : null;
            }
        }

        // A bare number would mean days to .NET and seconds to everybody else, so it is refused.
        return value.Contains(':') && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span.ToString("c", CultureInfo.InvariantCulture)
            : null;
    }
}
