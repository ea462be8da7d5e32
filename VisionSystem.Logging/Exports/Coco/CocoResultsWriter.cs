using System.Buffers;
using System.IO.Pipelines;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>
/// Writes COCO results (https://cocodataset.org/#format-results): the models' detections regardless of reviews, for evaluation
/// against the data set. The format cannot represent an image without detections, and COCO's own loader rejects an empty file.
/// </summary>
internal sealed class CocoResultsWriter(ExportRequest request) : IExportWriter
{
    private readonly CocoCategories _categories = new(request.Classes);

    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        using var results = new JsonItems<CocoResult>(output, ExportJson.Default.CocoResult);
        output.Write("["u8);
        await output.SendAsync(cancellationToken);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            foreach (var detection in prediction.Detections)
            {
                var box = ClippedBox.Of(detection.Box, prediction.Image);
                results.Add(new CocoResult(
                    DataSetImage.IdOf(prediction.Image), _categories.IdOf(detection.Class), [box.X, box.Y, box.Width, box.Height], detection.Confidence));
            }

            await output.FlushWhenFullAsync(cancellationToken);
        }

        output.Write("]\n"u8);
    }
}
