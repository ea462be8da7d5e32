namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Greedy, class-aware non-maximum suppression: of two boxes of one class whose IoU is above the threshold, the one with
/// the lower score goes.
/// </summary>
internal static class NonMaximumSuppression
{
    private static readonly Comparison<Candidate> HighestScoreFirst = (a, b) => b.Score.CompareTo(a.Score);

    /// <summary>Sorts by score, highest first, and keeps at most <paramref name="most"/>.</summary>
    public static void KeepBest(CandidateList candidates, int most)
    {
        candidates.Items.Sort(HighestScoreFirst);
        candidates.Truncate(most);
    }

    /// <summary>Leaves the survivors in <paramref name="candidates"/>, highest score first, at most <paramref name="most"/>.</summary>
    /// <param name="candidates">Boxes in any order.</param>
    /// <param name="iou">Threshold, 0..1.</param>
    /// <param name="most">The most that are kept.</param>
    public static void Apply(CandidateList candidates, float iou, int most)
    {
        var items = candidates.Items;
        items.Sort(HighestScoreFirst);
        var kept = 0;
        for (var i = 0; i < items.Length && kept < most; i++)
        {
            if (!IsSuppressed(items[..kept], items[i], iou))
            {
                items[kept++] = items[i];
            }
        }

        candidates.Truncate(kept);
    }

    /// <summary>Intersection over union of two boxes, 0..1.</summary>
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
