namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Greedy, class-aware non-maximum suppression: of two boxes of one class whose IoU exceeds the threshold, the one with the
/// lower score is removed.
/// </summary>
internal static class NonMaximumSuppression
{
    private static readonly Comparison<Candidate> HighestScoreFirst = (a, b) => b.Score.CompareTo(a.Score);

    /// <summary>Sorts by score, highest first, and truncates to <paramref name="maxDetections"/> candidates.</summary>
    public static void KeepBest(CandidateList candidates, int maxDetections)
    {
        candidates.Items.Sort(HighestScoreFirst);
        candidates.Truncate(maxDetections);
    }

    /// <summary>Reduces <paramref name="candidates"/> to the remaining boxes, highest score first, at most <paramref name="maxDetections"/>.</summary>
    /// <param name="candidates">The boxes, in any order.</param>
    /// <param name="iou">The IoU threshold, 0..1.</param>
    /// <param name="maxDetections">The maximum number of remaining boxes.</param>
    public static void Apply(CandidateList candidates, float iou, int maxDetections)
    {
        var items = candidates.Items;
        items.Sort(HighestScoreFirst);
        var kept = 0;
        for (var i = 0; i < items.Length && kept < maxDetections; i++)
        {
            if (!IsSuppressed(items[..kept], items[i], iou))
            {
                items[kept++] = items[i];
            }
        }

        candidates.Truncate(kept);
    }

    /// <summary>Returns the intersection over union of two boxes, 0..1.</summary>
    public static float Iou(in Candidate a, in Candidate b)
    {
        var width = Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1);
        var height = Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / (a.Area + b.Area - intersection);
    }

    private static bool IsSuppressed(ReadOnlySpan<Candidate> kept, in Candidate candidate, float iou)
    {
        foreach (ref readonly var better in kept)
        {
            if (better.ClassId == candidate.ClassId && Iou(better, candidate) > iou)
            {
                return true;
            }
        }

        return false;
    }
}
