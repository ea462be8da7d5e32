using VisionSystem.Contracts;

namespace VisionSystem.Tests.Vision.Decoders;

/// <summary>Reads COCO's compressed run lengths, as its mask API documents them.</summary>
internal static class RunLengthText
{
    public static long[] Counts(string text)
    {
        var counts = new List<long>();
        for (var i = 0; i < text.Length;)
        {
            var (value, shift, group) = (0L, 0, 0);
            do
            {
                group = text[i++] - 48;
                value |= (long)(group & 0x1F) << shift;
                shift += 5;
            }
            while ((group & 0x20) != 0);
            value |= (group & 0x10) != 0 ? -1L << shift : 0;
            counts.Add(counts.Count > 2 ? value + counts[^2] : value);
        }

        return [.. counts];
    }

    /// <summary>The mask's pixels, column by column.</summary>
    public static bool[] Pixels(RunLengthMask mask)
    {
        var counts = Counts(mask.Counts);
        Assert.Equal((long)mask.Size[0] * mask.Size[1], counts.Sum());
        return [.. counts.Index().SelectMany(run => Enumerable.Repeat(run.Index % 2 == 1, (int)run.Item))];
    }

    public static long Area(RunLengthMask mask) => Counts(mask.Counts).Index().Where(run => run.Index % 2 == 1).Sum(run => run.Item);

    /// <summary>A polygon's area by the shoelace formula, in square pixels; positive if clockwise in the image.</summary>
    public static double Area(IReadOnlyList<float> polygon)
    {
        var sum = 0.0;
        for (var i = 0; i < polygon.Count; i += 2)
        {
            var next = (i + 2) % polygon.Count;
            sum += ((double)polygon[i] * polygon[next + 1]) - ((double)polygon[i + 1] * polygon[next]);
        }

        return sum / 2;
    }
}
