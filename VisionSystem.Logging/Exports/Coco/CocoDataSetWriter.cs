using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>
/// A COCO data set file (https://cocodataset.org/#format-data): the images first, as they come, then their objects, which
/// wait in a file meanwhile, then the classes. An image with nothing in it is among the images.
/// </summary>
internal sealed class CocoDataSetWriter(ExportOrder order) : IExportWriter
{
    private readonly CocoCategories _categories = new(order.Classes);

    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var side = new TemporaryFile();
        using var images = new JsonItems<CocoImage>(output, ExportJson.Default.CocoImage);
        using var annotations = new JsonItems<CocoAnnotation>(side.Writer, ExportJson.Default.CocoAnnotation);

        var info = new CocoInfo($"Predictions of tenant {order.Tenant}", "1.0", order.BegunAt.Year, order.BegunAt);
        output.Write($"{{\"info\":{JsonSerializer.Serialize(info, ExportJson.Default.CocoInfo)},\"licenses\":[],\"images\":[");
        await output.SendAsync(cancellationToken);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            var image = prediction.Image;
            images.Add(new CocoImage(
                ExportImageName.IdOf(image), image.Width, image.Height, ExportImageName.FileOf(image), prediction.CreatedAt, prediction.Id, prediction.Review is not null));
            foreach (var detection in GroundTruth.Of(prediction))
            {
                annotations.Add(AnnotationOf(annotations.Count + 1, detection, prediction));
            }

            await output.FlushWhenFullAsync(cancellationToken);
            await side.Writer.FlushWhenFullAsync(cancellationToken);
        }

        output.Write("],\n\"annotations\":["u8);
        await side.SendToAsync(output, cancellationToken);
        output.Write("],\n\"categories\":["u8);
        using var categories = new JsonItems<CocoCategory>(output, ExportJson.Default.CocoCategory);
        foreach (var category in _categories.Used)
        {
            categories.Add(category);
        }

        output.Write("]}\n"u8);
    }

    private CocoAnnotation AnnotationOf(int id, Detection detection, Prediction prediction)
    {
        var box = Pixels.Of(detection.Box, prediction.Image);
        return new CocoAnnotation(
            id,
            ExportImageName.IdOf(prediction.Image),
            _categories.IdOf(detection.Class),
            [box.X, box.Y, box.Width, box.Height],
            (double)box.Width * box.Height,
            Iscrowd: 0,
            detection.Mask?.Polygons ?? detection.Mask?.Rle ?? (object)Array.Empty<IReadOnlyList<float>>(),
            prediction.Review is null ? detection.Confidence : null);
    }
}
