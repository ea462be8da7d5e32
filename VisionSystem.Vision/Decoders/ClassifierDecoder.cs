namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Decodes <c>[nc]</c>, one value per class. Probabilities are used unchanged; other values are treated as logits and pass
/// through softmax. The box of each class is the complete input.
/// </summary>
internal sealed class ClassifierDecoder(int classes, int inputWidth, int inputHeight) : IHeadDecoder
{
    private const float SumTolerance = 1e-3f;

    public void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch)
    {
        output = output[..classes];
        var probabilities = scratch.Scores(classes);
        if (AreProbabilities(output))
        {
            output.CopyTo(probabilities);
        }
        else
        {
            Softmax(output, probabilities);
        }

        var candidates = scratch.Candidates;
        candidates.Clear();
        for (var classId = 0; classId < classes; classId++)
        {
            if (probabilities[classId] >= parameters.Confidence && parameters.Classes.Includes(classId))
            {
                candidates.Add(0, 0, inputWidth, inputHeight, probabilities[classId], classId);
            }
        }

        NonMaximumSuppression.KeepBest(candidates, parameters.MaxDetections);
    }

    /// <summary>True if no value is below 0 and the sum is 1.</summary>
    public static bool AreProbabilities(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var value in values)
        {
            if (!(value >= 0))
            {
                return false;
            }

            sum += value;
        }

        return MathF.Abs(sum - 1) <= SumTolerance;
    }

    private static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        var highest = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            highest = Math.Max(highest, logit);
        }

        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
        {
            sum += probabilities[i] = MathF.Exp(logits[i] - highest);
        }

        for (var i = 0; i < logits.Length; i++)
        {
            probabilities[i] /= sum;
        }
    }
}
