namespace VisionSystem.Inference.Imaging;

/// <summary>An RGB colour.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    private const double GoldenRatio = 0.618033988749895;

    /// <summary>
    /// A bright colour for a class. Steps of the golden ratio around the colour circle keep any few classes far apart.
    /// </summary>
    public static Ink ForClass(int classId)
    {
        var hue = classId * GoldenRatio;
        hue = (hue - Math.Floor(hue)) * 6;
        return new Ink(Channel(hue, 5), Channel(hue, 3), Channel(hue, 1));
    }

    /// <summary>Black or white, whichever reads better on this colour (luma by ITU-R BT.601).</summary>
    public Ink Contrast() =>
        (0.299 * Red) + (0.587 * Green) + (0.114 * Blue) > 140 ? new Ink(0, 0, 0) : new Ink(255, 255, 255);

    // HSV to RGB at saturation 0.85 and full value, for a hue of 0..6.
    private static byte Channel(double hue, int shift)
    {
        var place = (shift + hue) % 6;
        return (byte)(255 - (255 * 0.85 * Math.Clamp(Math.Min(place, 4 - place), 0, 1)));
    }
}
