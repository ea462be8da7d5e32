using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>A COCO results file: detections that somebody else's model made.</summary>
internal sealed class CocoResults(string file)
{
    private readonly List<CocoResult> _results = CocoJson.ReadResults(file);

    /// <summary>The detections of each image, in the file's order; those of unknown categories are left out.</summary>
    /// <param name="classes">Class by category id.</param>
    /// <param name="images">The images that there are.</param>
    /// <exception cref="DataSetException">An entry is incomplete or of no image of the data set.</exception>
    public IReadOnlyDictionary<long, List<ScoredBox>> ByImage(IReadOnlyDictionary<long, int> classes, IReadOnlySet<long> images)
    {
        var detections = new Dictionary<long, List<ScoredBox>>();
        foreach (var (index, result) in _results.Index())
        {
            if (result is not { Bbox: [var x, var y, var width, var height], Score: { } score })
            {
                throw new DataSetException($"{file}: entry {index + 1} is to have a bbox of four numbers and a score");
            }

            if (!images.Contains(result.ImageId))
            {
                throw new DataSetException($"{file}: entry {index + 1} is of image {result.ImageId}, which the ground truth does not list");
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
