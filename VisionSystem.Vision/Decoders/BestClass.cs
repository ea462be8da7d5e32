namespace VisionSystem.Vision.Decoders;

/// <summary>The best wanted class of one anchor whose class scores lie side by side; −1 where none is wanted.</summary>
internal static class BestClass
{
    public static (float Score, int ClassId) Of(ReadOnlySpan<float> scores, ClassFilter wanted)
    {
        var (best, bestClass) = (float.NegativeInfinity, -1);
        for (var classId = 0; classId < scores.Length; classId++)
        {
            if (scores[classId] > best && wanted.Includes(classId))
            {
                (best, bestClass) = (scores[classId], classId);
            }
        }

        return (best, bestClass);
    }
}
