using VisionSystem.Contracts;

namespace VisionSystem.Logging.Reviews;

/// <summary>
/// What is in an image as far as is known: what a person said, and what the model saw where nobody has said anything. Exports
/// give this.
/// </summary>
internal static class GroundTruth
{
    /// <summary>The class id of a class that the prediction does not hold.</summary>
    public const int NoClassId = -1;

    /// <summary>The objects; what a person drew has confidence 1.</summary>
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
