using VisionSystem.Contracts;

namespace VisionSystem.Logging.Reviews;

/// <summary>
/// The best known objects of an image: the newest review, or the model's detections if the prediction has no review. Exports
/// contain these objects.
/// </summary>
internal static class GroundTruth
{
    /// <summary>The class id of a class that the prediction does not contain.</summary>
    public const int NoClassId = -1;

    /// <summary>Returns the objects. Objects drawn by a reviewer have confidence 1.</summary>
    public static IReadOnlyList<Detection> Of(Prediction prediction) => prediction.Review switch
    {
        null => prediction.Detections,
        { Verdict: ReviewDraft.Correct } review => [.. prediction.Detections, .. Drawn(review.Missed, prediction)],
        { } review => [.. Drawn(review.Boxes, prediction), .. Drawn(review.Missed, prediction)],
    };

    private static IEnumerable<Detection> Drawn(IReadOnlyList<ReviewedBox>? boxes, Prediction prediction) =>
        boxes is null ? [] : boxes.Select(box => new Detection(box.Class, ClassIdOf(box.Class, prediction), 1, box.Box));

    private static int ClassIdOf(string name, Prediction prediction) =>
        prediction.Detections.FirstOrDefault(detection => detection.Class == name)?.ClassId ?? NoClassId;
}
