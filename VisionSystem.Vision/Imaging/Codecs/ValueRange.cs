using NetVips;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// The smallest and largest value of a 16-bit image over all colours. Cameras of 10, 12 or 14 bits use a part of the 16-bit
/// range; the high byte alone renders such an image black.
/// </summary>
internal readonly record struct ValueRange(double Min, double Max)
{
    private const int MinColumn = 0;
    private const int MaxColumn = 1;

    /// <summary>The range of an empty set of values.</summary>
    public static ValueRange Empty => new(ushort.MaxValue, 0);

    /// <summary>Measures an image, which reads all of its pixels.</summary>
    public static ValueRange Measure(Image image)
    {
        using var statistics = image.Stats();
        var range = Empty;
        for (var band = 1; band <= Colours(image); band++)
        {
            // The first row summarises all bands.
            range = range.Union(new ValueRange(statistics[MinColumn, band][0], statistics[MaxColumn, band][0]));
        }

        return range;
    }

    /// <summary>Returns the range that covers both.</summary>
    public ValueRange Union(ValueRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>Stretches the image's colours to the full 16-bit range. Alpha and an image of a single value are unchanged.</summary>
    public Image Stretch(Image image)
    {
        var factors = new double[image.Bands];
        var offsets = new double[image.Bands];
        Array.Fill(factors, 1);
        if (Max > Min)
        {
            // Adds 0.5, because the cast truncates.
            var factor = ushort.MaxValue / (Max - Min);
            factors.AsSpan(0, Colours(image)).Fill(factor);
            offsets.AsSpan(0, Colours(image)).Fill(0.5 - (Min * factor));
        }

        using var linear = image.Linear(factors, offsets);
        return linear.Cast(Enums.BandFormat.Ushort);
    }

    private static int Colours(Image image) => image.HasAlpha() ? image.Bands - 1 : image.Bands;
}
