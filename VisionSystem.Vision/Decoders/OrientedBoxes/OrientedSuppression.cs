namespace VisionSystem.Vision.Decoders.OrientedBoxes;

/// <summary>Greedy, class-aware non-maximum suppression of oriented boxes by their exact intersection over union.</summary>
internal static class OrientedSuppression
{
    /// <summary>Applies the suppression for the head's kind of boxes.</summary>
    public static void Apply(CandidateList candidates, in DetectionParameters parameters, bool oriented)
    {
        if (oriented)
        {
            Apply(candidates, parameters.Iou, parameters.MaxDetections);
        }
        else
        {
            NonMaximumSuppression.Apply(candidates, parameters.Iou, parameters.MaxDetections);
        }
    }

    /// <inheritdoc cref="NonMaximumSuppression.Apply"/>
    public static void Apply(CandidateList candidates, float iou, int maxDetections)
    {
        NonMaximumSuppression.KeepBest(candidates, CandidateList.Limit);
        var items = candidates.Items;
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

    private static bool IsSuppressed(ReadOnlySpan<Candidate> kept, in Candidate candidate, float iou)
    {
        foreach (ref readonly var better in kept)
        {
            if (better.ClassId == candidate.ClassId && RotatedBox.OverlapsMoreThan(better, candidate, iou))
            {
                return true;
            }
        }

        return false;
    }
}
