using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>A COCO results file: the detections of another program.</summary>
internal sealed class CocoResults(string file)
{
    private readonly List<CocoResult> _results = CocoJson.ReadResults(file);

    /// <summary>Returns the detections of each image in the file's order, without those of unknown categories.</summary>
    /// <param name="classes">The class index by category id.</param>
    /// <param name="images">The ids of the data set's images.</param>
    /// <exception cref="DataSetException">An entry is incomplete or belongs to no image of the data set.</exception>
    public IReadOnlyDictionary<long, List<ScoredBox>> ByImage(IReadOnlyDictionary<long, int> classes, IReadOnlySet<long> images)
    {
        var detections = new Dictionary<long, List<ScoredBox>>();
        foreach (var (index, result) in _results.Index())
        {
            if (result is not { Bbox: [var x, var y, var width, var height], Score: { } score })
            {
                throw new DataSetException($"{file}: entry {index + 1} must have a bbox of four numbers and a score");
            }

            if (!images.Contains(result.ImageId))
            {
                throw new DataSetException($"{file}: entry {index + 1} refers to image {result.ImageId}, which the ground truth does not contain");
            }

            if (!classes.TryGetValue(result.CategoryId, out var classId))
            {
                continue;
            }

            if (!detections.TryGetValue(result.ImageId, out var found))
            {
                detections[result.ImageId] = found = [];
            }

            found.Add(new ScoredBox(classId, new PixelBox(x, y, width, height), score));
        }

        return detections;
    }
}
