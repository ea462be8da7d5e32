namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>The constants of COCO's detection metrics (https://cocodataset.org/#detection-eval).</summary>
internal static class CocoDefinition
{
    /// <summary>The maximum number of evaluated detections per class and image, best first.</summary>
    public const int MaxDetections = 100;

    /// <summary>The IoU thresholds of a hit: .50, .55, … .95.</summary>
    public static readonly double[] Thresholds = EvenlySpaced(.5, .95, 10);

    /// <summary>The recall values at which precision is sampled: 0, .01, … 1.</summary>
    public static readonly double[] RecallPoints = EvenlySpaced(0, 1, 101);

    /// <summary>The ranges of object areas in square pixels, inclusive, in the order of <see cref="AreaRange"/>.</summary>
    public static readonly (double From, double To)[] Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];

    /// <summary>The index of IoU .50 in <see cref="Thresholds"/>.</summary>
    public const int At50 = 0;

    /// <summary>The index of IoU .75 in <see cref="Thresholds"/>.</summary>
    public const int At75 = 5;

    public static bool Contains(AreaRange range, double area)
    {
        var (from, to) = Areas[(int)range];
        return area >= from && area <= to;
    }

    // Computes steps as the reference tools do, so that a value on a border falls on the same side.
    private static double[] EvenlySpaced(double from, double to, int count)
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

/// <summary>The objects that a metric covers, by their area.</summary>
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
