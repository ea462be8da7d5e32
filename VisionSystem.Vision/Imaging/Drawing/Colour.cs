using System.Buffers;

namespace VisionSystem.Vision.Imaging;

/// <summary>An RGB colour.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    private const double GoldenRatio = 0.618033988749895;

    public static Colour White { get; } = new(255, 255, 255);

    public static Colour Black { get; }

    /// <summary>
    /// Returns a bright colour for a class. Steps of the golden ratio around the hue circle keep the colours of few classes
    /// far apart.
    /// </summary>
    public static Colour ForClass(int classId)
    {
        var hue = classId * GoldenRatio;
        hue = (hue - Math.Floor(hue)) * 6;
        return new Colour(Channel(hue, 5), Channel(hue, 3), Channel(hue, 1));
    }

    /// <summary>Returns black or white, whichever contrasts better with this colour (luma by ITU-R BT.601).</summary>
    public Colour Contrast() =>
        (0.299 * Red) + (0.587 * Green) + (0.114 * Blue) > 140 ? Black : White;

    /// <summary>Parses <c>white</c>, <c>black</c>, <c>#rrggbb</c> or <c>rrggbb</c>, ignoring case.</summary>
    public static bool TryParse(string text, out Colour colour)
    {
        var digits = text.StartsWith('#') ? text.AsSpan(1) : text;
        Span<byte> channels = stackalloc byte[3];
        colour = text.Equals("white", StringComparison.OrdinalIgnoreCase) ? White : Black;
        if (colour == White || text.Equals("black", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (digits.Length != 2 * channels.Length || Convert.FromHexString(digits, channels, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        colour = new Colour(channels[0], channels[1], channels[2]);
        return true;
    }

    // HSV to RGB at saturation 0.85 and full value, for a hue in 0..6.
    private static byte Channel(double hue, int shift)
    {
        var place = (shift + hue) % 6;
        return (byte)(255 - (255 * 0.85 * Math.Clamp(Math.Min(place, 4 - place), 0, 1)));
    }
}
