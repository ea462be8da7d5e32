using VisionSystem.Contracts;

namespace VisionSystem.Logging.Reviews;

/// <summary>Detects disagreement between two predictions on the same image.</summary>
internal static class Disagreement
{
    /// <param name="one">A prediction.</param>
    /// <param name="other">Another prediction on the same image.</param>
    /// <param name="threshold">The confidence from which a detection must be in both predictions; the other confidence may be lower.</param>
    public static bool Is(Prediction one, Prediction other, double threshold)
    {
        if (one.Model == other.Model)
        {
            return false;
        }

        return (one.Classifications, other.Classifications) switch
        {
            ([var a, ..], [var b, ..]) => a.Class != b.Class && Math.Max(a.Confidence, b.Confidence) >= threshold,
            (null, null) => Misses(other, one, threshold) || Misses(one, other, threshold),
            _ => false,
        };
    }

    /// <summary>True if a prediction lacks a detection that the other contains with at least the threshold's confidence.</summary>
    private static bool Misses(Prediction prediction, Prediction other, double threshold) => other.Detections
        .Where(detection => detection.Confidence >= threshold)
        .Any(detection => !prediction.Detections.Any(own => own.Class == detection.Class && Overlap.IsSameObject(own.Box, detection.Box)));
}
