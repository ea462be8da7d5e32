namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>
/// The constants of COCO's detection metrics (https://cocodataset.org/#detection-eval): what is averaged over what.
/// </summary>
internal static class CocoDefinition
{
    /// <summary>Detections of one class that count in one image, best first.</summary>
    public const int MaxDetections = 100;

    /// <summary>IoU from which a detection is a hit: .50, .55, … .95.</summary>
    public static readonly double[] Thresholds = Spaced(.5, .95, 10);

    /// <summary>Recall at which precision is read: 0, .01, … 1.</summary>
    public static readonly double[] RecallPoints = Spaced(0, 1, 101);

    /// <summary>Object sizes in square pixels, both ends included; the order is that of <see cref="AreaRange"/>.</summary>
    public static readonly (double From, double To)[] Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];

    /// <summary>Index of IoU .50 in <see cref="Thresholds"/>.</summary>
    public const int At50 = 0;

    /// <summary>Index of IoU .75 in <see cref="Thresholds"/>.</summary>
    public const int At75 = 5;

    public static bool Contains(AreaRange range, double area)
    {
        var (from, to) = Areas[(int)range];
        return area >= from && area <= to;
    }

    // Stepped as the reference tools step, so that a value on the border falls on the same side of it.
    private static double[] Spaced(double from, double to, int count)
    {
        var step = (to - from) / (count - 1);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = from + (i * step);
        }

        values[^1] = to;
        return values;
    }
}

/// <summary>Which objects a figure is about, by their area.</summary>
internal enum AreaRange
{
    All,

    /// <summary>Up to 32² pixels.</summary>
    Small,

    /// <summary>32² to 96² pixels.</summary>
    Medium,

    /// <summary>From 96² pixels.</summary>
    Large,
}
