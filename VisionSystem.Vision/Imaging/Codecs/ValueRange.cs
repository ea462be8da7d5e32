using NetVips;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// The least and the greatest value of a 16-bit picture, over all its colours: cameras of 10, 12 or 14 bits use a part of
/// what 16 bits can say, and the high byte alone shows such a picture as black.
/// </summary>
internal readonly record struct ValueRange(double Least, double Most)
{
    private const int LeastColumn = 0;
    private const int MostColumn = 1;

    /// <summary>The range of no values.</summary>
    public static ValueRange Nothing => new(ushort.MaxValue, 0);

    /// <summary>Of a picture, which is read through for it.</summary>
    public static ValueRange Of(Image image)
    {
        using var statistics = image.Stats();
        var range = Nothing;
        for (var band = 1; band <= Colours(image); band++)
        {
            // The first row is about all bands together.
            range = range.With(new ValueRange(statistics[LeastColumn, band][0], statistics[MostColumn, band][0]));
        }

        return range;
    }

    /// <summary>The range of both.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    /// <summary>Stretches the picture's colours over all 16 bits; alpha stays, and so does a picture of one single value.</summary>
    public Image Stretch(Image image)
    {
        var factors = new double[image.Bands];
        var offsets = new double[image.Bands];
        Array.Fill(factors, 1);
        if (Most > Least)
        {
            // Half a step, because the cast cuts off.
            var factor = ushort.MaxValue / (Most - Least);
            factors.AsSpan(0, Colours(image)).Fill(factor);
            offsets.AsSpan(0, Colours(image)).Fill(0.5 - (Least * factor));
        }

        using var linear = image.Linear(factors, offsets);
        return linear.Cast(Enums.BandFormat.Ushort);
    }

    private static int Colours(Image image) => image.HasAlpha() ? image.Bands - 1 : image.Bands;
}
