using System.Buffers;
using System.IO.Pipelines;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>
/// A COCO results file (https://cocodataset.org/#format-results): what the models said, reviewed or not, to be held against
/// the data set. It cannot say that nothing was seen in an image, and COCO's own loader takes no empty one.
/// </summary>
internal sealed class CocoResultsWriter(ExportOrder order) : IExportWriter
{
    private readonly CocoCategories _categories = new(order.Classes);

    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        using var results = new JsonItems<CocoResult>(output, ExportJson.Default.CocoResult);
        output.Write("["u8);
        await output.SendAsync(cancellationToken);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            foreach (var detection in prediction.Detections)
            {
                var box = Pixels.Of(detection.Box, prediction.Image);
                results.Add(new CocoResult(
                    ExportImageName.IdOf(prediction.Image), _categories.IdOf(detection.Class), [box.X, box.Y, box.Width, box.Height], detection.Confidence));
            }

            await output.FlushWhenFullAsync(cancellationToken);
        }

        output.Write("]\n"u8);
    }
}
