using VisionSystem.Vision.Decoders.OrientedBoxes;

namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Decodes one row per anchor: cx cy w h, objectness where the family has it, class scores, then the task's additional
/// values. Covers YOLOv5's <c>[N, 5+nc]</c> (score = objectness · class), YOLOX exported with its grid applied, and
/// transposed YOLOv8 (<c>[N, 4+nc]</c>).
/// </summary>
internal sealed class RowDecoder(int classes, int rowLength, bool objectness, bool oriented = false, LogitScores logits = default) : IHeadDecoder
{
    private readonly int _firstClass = objectness ? 5 : 4;

    public void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch)
    {
        var candidates = scratch.Candidates;
        candidates.Clear();
        for (var anchor = 0; output.Length >= rowLength; anchor++, output = output[rowLength..])
        {
            // The score cannot exceed the objectness, so most rows are skipped here.
            var certainty = objectness ? logits.ToObjectness(output[4]) : 1f;
            if (!(certainty >= parameters.Confidence))
            {
                continue;
            }

            var (score, classId) = BestClass.Find(output.Slice(_firstClass, classes), parameters.Classes);
            score = certainty * logits.ToClassScore(score);
            if (classId >= 0 && score >= parameters.Confidence)
            {
                var angle = oriented ? output[_firstClass + classes] : 0;
                candidates.AddCentred(output[0], output[1], output[2], output[3], score, classId, anchor, angle);
            }
        }

        OrientedSuppression.Apply(candidates, parameters, oriented);
    }
}
