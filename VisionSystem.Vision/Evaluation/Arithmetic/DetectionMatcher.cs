namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>
/// Matches the detections of one class in one image to objects, as COCO's reference tools do: best score first, each
/// detection is assigned the free object with the highest IoU. Objects outside the size range and crowds are assigned only
/// when no counting object is left; the detection is then ignored.
/// </summary>
internal static class DetectionMatcher
{
    /// <summary>Matches detections to objects at every area range and threshold.</summary>
    /// <param name="objects">The objects of the class in the image.</param>
    /// <param name="detections">The detections of the class in the image, best first, at most <see cref="CocoDefinition.MaxDetections"/>.</param>
    /// <param name="verdicts">Receives one verdict per detection.</param>
    public static void Match(ReadOnlySpan<GroundTruthObject> objects, ReadOnlySpan<ScoredBox> detections, Span<DetectionVerdict> verdicts)
    {
        var overlaps = new double[detections.Length * objects.Length];
        for (var i = 0; i < overlaps.Length; i++)
        {
            overlaps[i] = detections[i / objects.Length].Box.OverlapWith(objects[i % objects.Length]);
        }

        var order = new int[objects.Length];
        var free = new bool[objects.Length];
        foreach (var area in Enum.GetValues<AreaRange>())
        {
            var counting = Order(objects, area, order);
            for (var threshold = 0; threshold < CocoDefinition.Thresholds.Length; threshold++)
            {
                free.AsSpan().Fill(true);
                for (var i = 0; i < detections.Length; i++)
                {
                    var row = overlaps.AsSpan(i * objects.Length, objects.Length);
                    var position = FindBest(row, order, counting, free, CocoDefinition.Thresholds[threshold]);
                    if (position >= 0)
                    {
                        free[order[position]] = objects[order[position]].IsCrowd;
                        verdicts[i].Match(area, threshold);
                    }

                    if (position >= counting || (position < 0 && !CocoDefinition.Contains(area, detections[i].Box.Area)))
                    {
                        verdicts[i].Ignore(area, threshold);
                    }
                }
            }
        }
    }

    /// <summary>True if an object counts as ground truth in an area range.</summary>
    public static bool Counts(in GroundTruthObject truth, AreaRange area) => !truth.IsCrowd && CocoDefinition.Contains(area, truth.Area);

    /// <summary>Orders the objects that count before the others and returns the number of those that count.</summary>
    private static int Order(ReadOnlySpan<GroundTruthObject> objects, AreaRange area, Span<int> order)
    {
        var counting = 0;
        for (var i = 0; i < objects.Length; i++)
        {
            counting += Counts(objects[i], area) ? 1 : 0;
        }

        var (next, nextIgnored) = (0, counting);
        for (var i = 0; i < objects.Length; i++)
        {
            order[Counts(objects[i], area) ? next++ : nextIgnored++] = i;
        }

        return counting;
    }

    /// <summary>Returns the position in <paramref name="order"/> of the object assigned to the detection, or -1.</summary>
    private static int FindBest(
        ReadOnlySpan<double> overlaps, ReadOnlySpan<int> order, int counting, ReadOnlySpan<bool> free, double threshold)
    {
        var (best, bestOverlap) = (-1, Math.Min(threshold, 1 - 1e-10));
        for (var position = 0; position < order.Length && !(position == counting && best >= 0); position++)
        {
            var candidate = order[position];

            // Of equal overlaps the later object is chosen, as in the reference tools.
            if (free[candidate] && overlaps[candidate] >= bestOverlap)
            {
                (best, bestOverlap) = (position, overlaps[candidate]);
            }
        }

        return best;
    }
}
