using NetVips;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>
/// The least and the greatest value of a 16-bit picture, over all its colours: cameras of 10, 12 or 14 bits use a part of
/// what 16 bits can say, and the high byte alone shows such a picture as black.
/// </summary>
internal readonly record struct UsedRange(double Least, double Most)
{
    private const int LeastColumn = 0;
    private const int MostColumn = 1;

    /// <summary>Of a picture, which is read through for it.</summary>
    public static UsedRange Of(Image image)
    {
        using var statistics = image.Stats();
        var range = new UsedRange(ushort.MaxValue, 0);
        for (var band = 1; band <= Colours(image); band++)
        {
            // The first row is about all bands together.
            range = new UsedRange(Math.Min(range.Least, statistics[LeastColumn, band][0]), Math.Max(range.Most, statistics[MostColumn, band][0]));
        }

        return range;
    }

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
