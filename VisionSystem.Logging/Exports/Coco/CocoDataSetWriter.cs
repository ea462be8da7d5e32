using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>
/// Writes a COCO data set (https://cocodataset.org/#format-data): images, then annotations, then categories. The annotations are
/// buffered in a temporary file while the images are written. Images without objects are included.
/// </summary>
internal sealed class CocoDataSetWriter(ExportRequest request) : IExportWriter
{
    private readonly CocoCategories _categories = new(request.Classes);

    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var buffer = new TemporaryFile();
        using var images = new JsonItems<CocoImage>(output, ExportJson.Default.CocoImage);
        using var annotations = new JsonItems<CocoAnnotation>(buffer.Writer, ExportJson.Default.CocoAnnotation);

        var info = new CocoInfo($"Predictions of tenant {request.Tenant}", "1.0", request.BegunAt.Year, request.BegunAt);
        output.Write($"{{\"info\":{JsonSerializer.Serialize(info, ExportJson.Default.CocoInfo)},\"licenses\":[],\"images\":[");
        await output.SendAsync(cancellationToken);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            var image = prediction.Image;
            images.Add(new CocoImage(
                DataSetImage.IdOf(image), image.Width, image.Height, DataSetImage.FileOf(image), prediction.CreatedAt, prediction.Id, prediction.Review is not null));
            foreach (var detection in GroundTruth.Of(prediction))
            {
                annotations.Add(AnnotationOf(annotations.Count + 1, detection, prediction));
            }

            await output.FlushWhenFullAsync(cancellationToken);
            await buffer.Writer.FlushWhenFullAsync(cancellationToken);
        }

        output.Write("],\n\"annotations\":["u8);
        await buffer.CopyToAsync(output, cancellationToken);
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
        var box = ClippedBox.Of(detection.Box, prediction.Image);
        return new CocoAnnotation(
            id,
            DataSetImage.IdOf(prediction.Image),
            _categories.IdOf(detection.Class),
            [box.X, box.Y, box.Width, box.Height],
            (double)box.Width * box.Height,
            Iscrowd: 0,
            detection.Mask?.Polygons ?? detection.Mask?.Rle ?? (object)Array.Empty<IReadOnlyList<float>>(),
            prediction.Review is null ? detection.Confidence : null);
    }
}
