namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>
/// Gives the detections of one class in one image their objects, as COCO's reference tools do: best score first, each takes
/// the free object with the highest IoU; objects out of the size range and crowds are taken only when none that counts is
/// left, and then the detection is left out of account.
/// </summary>
internal static class DetectionMatcher
{
    /// <param name="objects">The objects of the class in the image.</param>
    /// <param name="detections">The detections of the class in the image, best first, no more than <see cref="CocoDefinition.MaxDetections"/>.</param>
    /// <param name="verdicts">One for each detection; what becomes of it is written there.</param>
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
                    var place = Best(row, order, counting, free, CocoDefinition.Thresholds[threshold]);
                    if (place >= 0)
                    {
                        free[order[place]] = objects[order[place]].IsCrowd;
                        verdicts[i].Match(area, threshold);
                    }

                    if (place >= counting || (place < 0 && !CocoDefinition.Contains(area, detections[i].Box.Area)))
                    {
                        verdicts[i].Ignore(area, threshold);
                    }
                }
            }
        }
    }

    /// <summary>Whether an object is one that is to be found.</summary>
    public static bool Counts(in GroundTruthObject truth, AreaRange area) => !truth.IsCrowd && CocoDefinition.Contains(area, truth.Area);

    /// <summary>Puts the objects that count before those that do not, and says how many do.</summary>
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

    /// <summary>The place in <paramref name="order"/> of the object that the detection takes, or -1.</summary>
    private static int Best(
        ReadOnlySpan<double> overlaps, ReadOnlySpan<int> order, int counting, ReadOnlySpan<bool> free, double threshold)
    {
        var (best, bestOverlap) = (-1, Math.Min(threshold, 1 - 1e-10));
        for (var place = 0; place < order.Length && !(place == counting && best >= 0); place++)
        {
            var candidate = order[place];

            // Of equal overlaps the later object wins, as in the reference tools.
            if (free[candidate] && overlaps[candidate] >= bestOverlap)
            {
                (best, bestOverlap) = (place, overlaps[candidate]);
            }
        }

        return best;
    }
}
