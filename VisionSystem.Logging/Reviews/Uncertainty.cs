using VisionSystem.Contracts;

namespace VisionSystem.Logging.Reviews;

/// <summary>Reasons to review a prediction that depend on this prediction only.</summary>
internal static class Uncertainty
{
    /// <summary>
    /// True if two confidences differ by less than the margin: a detection and the threshold, two classes of one object, or the
    /// first two classes of a classification.
    /// </summary>
    public static bool HasLowMargin(Prediction prediction, double margin) => prediction.Classifications is { } classes
        ? classes is [var first, var second, ..] && first.Confidence - second.Confidence < margin
        : prediction.Detections.Any(detection => detection.Confidence - prediction.Parameters.Confidence < margin)
            || HasTwoClassesForOneObject(prediction.Detections, margin);

    /// <summary>True if the prediction has detections and none is certain.</summary>
    public static bool IsBelow(Prediction prediction, double threshold)
    {
        var confidences = prediction.Classifications?.Select(score => score.Confidence) ?? prediction.Detections.Select(detection => detection.Confidence);
        var highest = confidences.DefaultIfEmpty(float.PositiveInfinity).Max();
        return highest < threshold;
    }

    private static bool HasTwoClassesForOneObject(IReadOnlyList<Detection> detections, double margin)
    {
        for (var i = 0; i < detections.Count; i++)
        {
            for (var j = i + 1; j < detections.Count; j++)
            {
                if (detections[i].Class != detections[j].Class
                    && Math.Abs(detections[i].Confidence - detections[j].Confidence) < margin
                    && Overlap.IsSameObject(detections[i].Box, detections[j].Box))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
