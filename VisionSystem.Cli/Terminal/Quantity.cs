using System.Globalization;

namespace VisionSystem.Cli.Terminal;

/// <summary>Formats amounts for display.</summary>
internal static class Quantity
{
    /// <summary>Formats bytes in decimal units: <c>3.7 MB</c>.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };

    /// <summary>Formats a number without decimals, or with at most one below ten.</summary>
    public static string Count(double number) => number.ToString(number < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);

    /// <summary>Formats an accuracy with three decimals: <c>0.784</c>; a dash for a negative value, which means not measured.</summary>
    public static string Accuracy(double value) => value < 0 ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
