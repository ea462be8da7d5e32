using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Evaluation.Arithmetic;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Models;

namespace VisionSystem.Vision.Evaluation;

/// <summary>Runs a model over a data set, an image a core at a time; an image is gone when its boxes are matched.</summary>
/// <param name="enlarger">What happens to the images before.</param>
internal sealed class ModelEvaluator(ImageEnlarger enlarger)
{
    /// <param name="run">Runs an image through the model; called from several threads.</param>
    /// <param name="dataSet">The images and what is in them.</param>
    /// <param name="classes">Which class is which.</param>
    /// <param name="parameters">Thresholds for every image.</param>
    /// <param name="imageDone">Called after each image, from several threads: with null, or with a sentence on why it is left out.</param>
    /// <param name="cancellationToken">Stops after the images that are running.</param>
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
            if (outcome.Result is not { } answer)
            {
                Interlocked.Increment(ref failed);
                imageDone($"{file} is left out: {outcome.Problem}");
                return;
            }

            var objects = dataSet.Objects(image, answer.Header.UprightWidth / enlarger.Times, answer.Header.UprightHeight / enlarger.Times);
            evaluation.Add(image, objects, [.. Matched(answer, classes)]);
            imageDone(null);
        });
        return evaluation.Report() with { ImagesFailed = failed };
    }

    // In pixels of the image as it lies in the data set.
    private IEnumerable<ScoredBox> Matched(ImageResult answer, ClassMatch classes)
    {
        foreach (var detection in answer.Detections)
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
