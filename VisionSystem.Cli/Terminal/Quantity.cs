using System.Globalization;

namespace VisionSystem.Cli.Terminal;

/// <summary>Amounts as people read them.</summary>
internal static class Quantity
{
    /// <summary><c>3.7 MB</c>, in units of 1000 as download pages count.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };

    /// <summary><c>75</c>; below ten with a decimal, unless it is a whole number.</summary>
    public static string Count(double number) => number.ToString(number < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);

    /// <summary><c>0.784</c> as accuracy is written, and a dash where there was nothing to measure.</summary>
    public static string Accuracy(double value) => value < 0 ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
