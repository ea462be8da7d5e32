namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>The precision over recall of one class in one area range at one IoU threshold.</summary>
/// <param name="AveragePrecision">The mean of the precision at the 101 recall points.</param>
/// <param name="Recall">The share of the objects that were detected.</param>
internal readonly record struct PrecisionRecallCurve(double AveragePrecision, double Recall)
{
    /// <summary>Computes the curve.</summary>
    /// <param name="verdicts">The class's detections in all images, best first.</param>
    /// <param name="area">The area range.</param>
    /// <param name="threshold">The index in <see cref="CocoDefinition.Thresholds"/>.</param>
    /// <param name="maxDetections">The maximum number of evaluated detections per image.</param>
    /// <param name="objects">The number of ground truth objects, at least 1.</param>
    public static PrecisionRecallCurve Compute(
        ReadOnlySpan<DetectionVerdict> verdicts, AreaRange area, int threshold, int maxDetections, int objects)
    {
        // The precision directly after each hit: between two hits it only decreases, so the curve's upper hull needs no other
        // point.
        var precisions = new List<double>(Math.Min(objects, verdicts.Length));
        var misses = 0;
        foreach (ref readonly var verdict in verdicts)
        {
            if (verdict.Rank >= maxDetections)
            {
                continue;
            }

            if (verdict.IsHit(area, threshold))
            {
                precisions.Add((precisions.Count + 1) / (double)(precisions.Count + 1 + misses));
            }
            else if (verdict.IsFalse(area, threshold))
            {
                misses++;
            }
        }

        for (var i = precisions.Count - 2; i >= 0; i--)
        {
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        }

        return new PrecisionRecallCurve(Average(precisions, objects), precisions.Count / (double)objects);
    }

    private static double Average(List<double> precisions, int objects)
    {
        var (sum, hit) = (0.0, 0);
        foreach (var recall in CocoDefinition.RecallPoints)
        {
            while (hit < precisions.Count && (hit + 1) / (double)objects < recall)
            {
                hit++;
            }

            sum += hit < precisions.Count ? precisions[hit] : 0;
        }

        return sum / CocoDefinition.RecallPoints.Length;
    }
}
