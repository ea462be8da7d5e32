namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Decodes <c>[N, 5+nc]</c>: one row per cell, dx dy log-w log-h objectness and class scores. Centre = (cell + d) · stride,
/// size = exp(log) · stride, score = objectness · class; strides 8, 16, 32 in that order (YOLOX, Ge et al. 2021, and its
/// <c>demo_postprocess</c>).
/// </summary>
internal sealed class YoloXDecoder(int classes, int inputWidth, int inputHeight, LogitScores logits = default) : IHeadDecoder
{
    public void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch)
    {
        var candidates = scratch.Candidates;
        candidates.Clear();
        var length = 5 + classes;
        foreach (var stride in AnchorGrid.Strides)
        {
            var (columns, rows) = (inputWidth / stride, inputHeight / stride);
            for (var cell = 0; cell < columns * rows; cell++)
            {
                AddCandidate(output.Slice(cell * length, length), cell % columns, cell / columns, stride, parameters, candidates);
            }

            output = output[(columns * rows * length)..];
        }

        NonMaximumSuppression.Apply(candidates, parameters.Iou, parameters.MaxDetections);
    }

    private void AddCandidate(
        ReadOnlySpan<float> row, int column, int line, int stride, in DetectionParameters parameters, CandidateList candidates)
    {
        // The score cannot exceed the objectness, so most cells are skipped here.
        var objectness = logits.ToObjectness(row[4]);
        if (!(objectness >= parameters.Confidence))
        {
            return;
        }

        var (score, classId) = BestClass.Find(row[5..], parameters.Classes);
        score = objectness * logits.ToClassScore(score);
        if (classId >= 0 && score >= parameters.Confidence)
        {
            candidates.AddCentred(
                (column + row[0]) * stride, (line + row[1]) * stride, MathF.Exp(row[2]) * stride, MathF.Exp(row[3]) * stride, score, classId);
        }
    }
}
