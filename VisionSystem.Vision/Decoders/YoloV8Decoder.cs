using System.Numerics;
using VisionSystem.Vision.Decoders.OrientedBoxes;

namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Decodes <c>[4+nc, N]</c>: rows cx, cy, w, h, then a row of N scores per class; an oriented head ends with a row of angles.
/// The score rows are scanned once, row by row, with the processor's vectors, to find each anchor's best class; only anchors
/// above the threshold are processed further. Logits are compared with the threshold's logit, so that the sigmoid is computed
/// only for candidates.
/// </summary>
internal sealed class YoloV8Decoder(int classes, int anchors, bool oriented = false, bool logits = false) : IHeadDecoder
{
    public void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch)
    {
        var best = scratch.Scores(anchors);
        var bestClass = scratch.Classes(anchors);

        // The initial value is just below the threshold, so that nearly all vectors contain no higher score and are only
        // read.
        var below = MathF.BitDecrement(logits ? Logit.FromProbability(parameters.Confidence) : parameters.Confidence);
        best.Fill(below);
        FindBestClasses(output[(4 * anchors)..], best, bestClass, parameters.Classes);

        var cx = output[..anchors];
        var cy = output.Slice(anchors, anchors);
        var width = output.Slice(2 * anchors, anchors);
        var height = output.Slice(3 * anchors, anchors);
        var angles = oriented ? output.Slice((4 + classes) * anchors, anchors) : default;
        var candidates = scratch.Candidates;
        candidates.Clear();
        for (var i = Next(best, 0, below); i < anchors; i = Next(best, i + 1, below))
        {
            candidates.AddCentred(cx[i], cy[i], width[i], height[i], logits ? Logit.Sigmoid(best[i]) : best[i], bestClass[i], i, oriented ? angles[i] : 0);
        }

        OrientedSuppression.Apply(candidates, parameters, oriented);
    }

    private static int Next(ReadOnlySpan<float> best, int from, float below)
    {
        var found = best[from..].IndexOfAnyExcept(below);
        return found < 0 ? best.Length : from + found;
    }

    private void FindBestClasses(ReadOnlySpan<float> scores, Span<float> best, Span<int> bestClass, ClassFilter included)
    {
        for (var classId = 0; classId < classes; classId++)
        {
            if (included.Includes(classId))
            {
                UpdateBest(scores.Slice(classId * anchors, anchors), classId, best, bestClass);
            }
        }
    }

    private static void UpdateBest(ReadOnlySpan<float> row, int classId, Span<float> best, Span<int> bestClass)
    {
        var width = Vector<float>.Count;
        var i = 0;

        // Four vectors are compared together: one branch, rarely taken.
        for (; i <= row.Length - (4 * width); i += 4 * width)
        {
            var higher = Higher(row, best, i) | Higher(row, best, i + width) | Higher(row, best, i + (2 * width)) | Higher(row, best, i + (3 * width));
            if (higher != Vector<int>.Zero)
            {
                UpdateBestScalar(row, classId, best, bestClass, i, i + (4 * width));
            }
        }

        UpdateBestScalar(row, classId, best, bestClass, i, row.Length);
    }

    private static Vector<int> Higher(ReadOnlySpan<float> row, ReadOnlySpan<float> best, int at) =>
        Vector.GreaterThan(new Vector<float>(row[at..]), new Vector<float>(best[at..]));

    private static void UpdateBestScalar(ReadOnlySpan<float> row, int classId, Span<float> best, Span<int> bestClass, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (row[i] > best[i])
            {
                best[i] = row[i];
                bestClass[i] = classId;
            }
        }
    }
}
