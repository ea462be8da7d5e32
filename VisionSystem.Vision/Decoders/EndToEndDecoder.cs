namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Decodes <c>[K, 6+]</c>: x1 y1 x2 y2 score class, one row per detection, then the task's additional values. An oriented row
/// starts with cx cy w h, and its angle follows the class. The graph has already selected the detections, so no NMS is
/// applied.
/// </summary>
internal sealed class EndToEndDecoder(int classes, int rowLength = EndToEndDecoder.Row, bool oriented = false) : IHeadDecoder
{
    /// <summary>The number of values in a row without additional values.</summary>
    public const int Row = 6;

    public void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch)
    {
        var candidates = scratch.Candidates;
        candidates.Clear();
        for (var anchor = 0; output.Length >= rowLength; anchor++, output = output[rowLength..])
        {
            var score = output[4];
            if (!(score >= parameters.Confidence && output[5] is >= 0 and var label && label < classes && parameters.Classes.Includes((int)label)))
            {
                continue;
            }

            if (oriented)
            {
                candidates.AddCentred(output[0], output[1], output[2], output[3], score, (int)label, anchor, output[Row]);
            }
            else
            {
                candidates.Add(output[0], output[1], output[2], output[3], score, (int)label, anchor);
            }
        }

        NonMaximumSuppression.KeepBest(candidates, parameters.MaxDetections);
    }
}
