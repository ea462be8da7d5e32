using System.Runtime.InteropServices;

namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>Accumulates the results of one class over all images. Not thread-safe.</summary>
internal sealed class ClassTally
{
    private readonly List<DetectionVerdict> _verdicts = [];
    private readonly int[] _objects = new int[CocoDefinition.Areas.Length];

    /// <summary>Returns the number of ground truth objects of a size.</summary>
    public int Objects(AreaRange area) => _objects[(int)area];

    public void Add(ReadOnlySpan<GroundTruthObject> objects, ReadOnlySpan<DetectionVerdict> verdicts)
    {
        _verdicts.AddRange(verdicts);
        foreach (var area in Enum.GetValues<AreaRange>())
        {
            foreach (ref readonly var truth in objects)
            {
                _objects[(int)area] += DetectionMatcher.Counts(truth, area) ? 1 : 0;
            }
        }
    }

    /// <summary>Returns the class's metrics; <see cref="AccuracyReport.Nothing"/> where it has no object.</summary>
    public ClassFigures Figures()
    {
        // Images may arrive in any order: position and rank order equal scores as a single thread would.
        _verdicts.Sort(static (a, b) => b.Score.CompareTo(a.Score) is var byScore and not 0 ? byScore
            : a.Image != b.Image ? a.Image.CompareTo(b.Image) : a.Rank.CompareTo(b.Rank));
        var curves = Curves(AreaRange.All, CocoDefinition.MaxDetections);
        return new ClassFigures
        {
            Objects = Objects(AreaRange.All),
            Ap = MeanPrecision(curves),
            Ap50 = Precision(curves, CocoDefinition.At50),
            Ap75 = Precision(curves, CocoDefinition.At75),
            ApSmall = MeanPrecision(Curves(AreaRange.Small, CocoDefinition.MaxDetections)),
            ApMedium = MeanPrecision(Curves(AreaRange.Medium, CocoDefinition.MaxDetections)),
            ApLarge = MeanPrecision(Curves(AreaRange.Large, CocoDefinition.MaxDetections)),
            Ar1 = MeanRecall(Curves(AreaRange.All, 1)),
            Ar10 = MeanRecall(Curves(AreaRange.All, 10)),
            Ar100 = MeanRecall(curves),
        };
    }

    private PrecisionRecallCurve[] Curves(AreaRange area, int maxDetections)
    {
        if (Objects(area) == 0)
        {
            return [];
        }

        var curves = new PrecisionRecallCurve[CocoDefinition.Thresholds.Length];
        for (var threshold = 0; threshold < curves.Length; threshold++)
        {
            curves[threshold] = PrecisionRecallCurve.Compute(CollectionsMarshal.AsSpan(_verdicts), area, threshold, maxDetections, Objects(area));
        }

        return curves;
    }

    private static double Precision(PrecisionRecallCurve[] curves, int threshold) =>
        curves.Length == 0 ? AccuracyReport.Nothing : curves[threshold].AveragePrecision;

    private static double MeanPrecision(PrecisionRecallCurve[] curves) =>
        curves.Length == 0 ? AccuracyReport.Nothing : curves.Average(curve => curve.AveragePrecision);

    private static double MeanRecall(PrecisionRecallCurve[] curves) =>
        curves.Length == 0 ? AccuracyReport.Nothing : curves.Average(curve => curve.Recall);
}
