namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>
/// Computes COCO's detection metrics image by image: each image is matched immediately, and only 32 bytes per detection are
/// stored. Images may be added from several threads and in any order, with equal results.
/// </summary>
/// <param name="classes">The data set's classes, in its order.</param>
internal sealed class CocoEvaluation(IReadOnlyList<string> classes)
{
    private readonly Lock _lock = new();
    private readonly ClassTally[] _tallies = [.. classes.Select(_ => new ClassTally())];
    private int _images;
    private long _detections;

    /// <summary>Adds an image.</summary>
    /// <param name="image">The index of the image in the data set.</param>
    /// <param name="objects">The objects in the image.</param>
    /// <param name="detections">The detections in the image, in any order; of equal scores the earlier one precedes.</param>
    public void Add(int image, IReadOnlyList<GroundTruthObject> objects, IReadOnlyList<ScoredBox> detections)
    {
        var objectsByClass = objects.ToLookup(truth => truth.ClassId);
        var detectionsByClass = detections.ToLookup(detection => detection.ClassId);
        foreach (var classId in objectsByClass.Select(group => group.Key).Union(detectionsByClass.Select(group => group.Key)))
        {
            GroundTruthObject[] truths = [.. objectsByClass[classId]];
            ScoredBox[] best = [.. detectionsByClass[classId].OrderByDescending(detection => detection.Score).Take(CocoDefinition.MaxDetections)];
            DetectionVerdict[] verdicts = [.. best.Select((detection, rank) => new DetectionVerdict(detection.Score, image, rank))];
            DetectionMatcher.Match(truths, best, verdicts);
            lock (_lock)
            {
                _tallies[classId].Add(truths, verdicts);
            }
        }

        lock (_lock)
        {
            _images++;
            _detections += detections.Count;
        }
    }

    /// <summary>Returns the metrics over all added images.</summary>
    public AccuracyReport Report()
    {
        lock (_lock)
        {
            ClassFigures[] figures = [.. _tallies.Select(tally => tally.Figures())];
            return new AccuracyReport
            {
                Ap = Mean(figures, figure => figure.Ap),
                Ap50 = Mean(figures, figure => figure.Ap50),
                Ap75 = Mean(figures, figure => figure.Ap75),
                ApSmall = Mean(figures, figure => figure.ApSmall),
                ApMedium = Mean(figures, figure => figure.ApMedium),
                ApLarge = Mean(figures, figure => figure.ApLarge),
                Ar1 = Mean(figures, figure => figure.Ar1),
                Ar10 = Mean(figures, figure => figure.Ar10),
                Ar100 = Mean(figures, figure => figure.Ar100),
                Images = _images,
                Objects = figures.Sum(figure => figure.Objects),
                Detections = _detections,
                PerClass = figures.Index().Where(figure => figure.Item.Objects > 0).ToDictionary(figure => classes[figure.Index], figure => figure.Item),
            };
        }
    }

    /// <summary>Returns the mean over the classes with objects of that size.</summary>
    private static double Mean(ClassFigures[] figures, Func<ClassFigures, double> figure) =>
        figures.Select(figure).Where(value => value >= 0).DefaultIfEmpty(AccuracyReport.Nothing).Average();
}
