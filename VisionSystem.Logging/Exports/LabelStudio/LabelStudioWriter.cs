using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.LabelStudio;

/// <summary>Writes a list of Label Studio tasks, one per image.</summary>
internal sealed class LabelStudioWriter(ExportRequest request) : IExportWriter
{
    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        using var tasks = new JsonItems<LabelStudioTask>(output, ExportJson.Default.LabelStudioTask);
        output.Write("["u8);
        await output.SendAsync(cancellationToken);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            tasks.Add(TaskOf(prediction));
            await output.FlushWhenFullAsync(cancellationToken);
        }

        output.Write("]\n"u8);
    }

    private LabelStudioTask TaskOf(Prediction prediction)
    {
        var isReviewed = prediction.Review is not null;
        var objects = GroundTruth.Of(prediction);
        LabelStudioBox[] boxes = [.. objects.Select((detection, i) => BoxOf(i, detection, prediction.Image, isReviewed))];
        return new LabelStudioTask(new LabelStudioData($"{request.ImageBase}/v1/images/{prediction.Image.Sha256}", prediction.Id))
        {
            Annotations = isReviewed ? [new LabelStudioAnnotation(boxes)] : null,
            Predictions = isReviewed ? null
                : [new LabelStudioPrediction($"{prediction.Model.Name} {prediction.Model.Version}", objects.Select(detection => detection.Confidence).DefaultIfEmpty(0).Max(), boxes)],
        };
    }

    private static LabelStudioBox BoxOf(int index, Detection detection, ImageReference image, bool isReviewed)
    {
        var box = ClippedBox.Of(detection.Box, image);
        var rectangle = new LabelStudioRectangle(
            100.0 * box.X / image.Width, 100.0 * box.Y / image.Height, 100.0 * box.Width / image.Width, 100.0 * box.Height / image.Height, Rotation: 0, [detection.Class]);
        return new LabelStudioBox($"box{(index + 1).ToString(CultureInfo.InvariantCulture)}", image.Width, image.Height, rectangle)
        {
            Score = isReviewed ? null : detection.Confidence,
        };
    }
}
