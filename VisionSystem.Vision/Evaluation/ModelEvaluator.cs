using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Evaluation.Arithmetic;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Models;

namespace VisionSystem.Vision.Evaluation;

/// <summary>Runs a model over a data set, one image per core at a time; an image is released once its boxes are matched.</summary>
/// <param name="enlarger">The enlargement of images before the run.</param>
internal sealed class ModelEvaluator(ImageEnlarger enlarger)
{
    /// <summary>Measures a model's accuracy over a data set.</summary>
    /// <param name="run">Runs an image through the model; called from several threads.</param>
    /// <param name="dataSet">The images and their objects.</param>
    /// <param name="classes">The mapping of the model's classes.</param>
    /// <param name="parameters">The parameters of every image.</param>
    /// <param name="imageDone">
    /// Called after each image, from several threads: with null, or with a sentence that states why the image is excluded.
    /// </param>
    /// <param name="cancellationToken">Stops after the images in progress.</param>
    public async Task<AccuracyReport> RunAsync(
        ImageRun run, IDataSet dataSet, ClassMatch classes, DetectionParameters parameters, Action<string?> imageDone, CancellationToken cancellationToken)
    {
        var evaluation = new CocoEvaluation(dataSet.Classes);
        var failed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, dataSet.Images.Count, options, async (image, token) =>
        {
            var file = dataSet.Images[image];
            var large = enlarger.Enlarge(await File.ReadAllBytesAsync(file, token));
            var outcome = await run(large, parameters, token);
            if (outcome.Result is not { } result)
            {
                Interlocked.Increment(ref failed);
                imageDone($"{file} is excluded: {outcome.Problem}");
                return;
            }

            var objects = dataSet.Objects(image, result.Header.UprightWidth / enlarger.Times, result.Header.UprightHeight / enlarger.Times);
            evaluation.Add(image, objects, [.. ToScoredBoxes(result, classes)]);
            imageDone(null);
        });
        return evaluation.Report() with { ImagesFailed = failed };
    }

    // Returns boxes in pixels of the data set's original image.
    private IEnumerable<ScoredBox> ToScoredBoxes(ImageResult result, ClassMatch classes)
    {
        foreach (var detection in result.Detections)
        {
            if (classes[detection.ClassId] is >= 0 and var classId)
            {
                var (box, times) = (detection.Box, (double)enlarger.Times);
                yield return new ScoredBox(
                    classId, new PixelBox(box.X1 / times, box.Y1 / times, (box.X2 - box.X1) / times, (box.Y2 - box.Y1) / times), detection.Confidence);
            }
        }
    }
}
