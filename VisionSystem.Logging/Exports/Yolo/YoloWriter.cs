using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using VisionSystem.Contracts;
using VisionSystem.Logging.Exports.Zip;

namespace VisionSystem.Logging.Exports.Yolo;

/// <summary>
/// Writes a zip file for YOLO trainers: <c>images/</c>, <c>labels/</c> with one file per image, and <c>data.yaml</c> at the end, when
/// all classes are known. <c>missing.txt</c> lists images that are no longer in the store.
/// </summary>
internal sealed class YoloWriter(ExportRequest request) : IExportWriter
{
    private const int MaxListed = 1000;

    private readonly YoloClasses _classes = new();
    private readonly List<string> _missing = [];
    private long _missingCount;

    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var zip = new ZipWriter(output);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            await AddAsync(zip, prediction, cancellationToken);
        }

        if (_missingCount > 0)
        {
            await zip.AddAsync("missing.txt", request.BegunAt, Encoding.UTF8.GetBytes(Missing()), cancellationToken);
        }

        await zip.AddAsync("data.yaml", request.BegunAt, Encoding.UTF8.GetBytes(_classes.ToYaml()), cancellationToken);
        await zip.EndAsync(cancellationToken);
    }

    private async Task AddAsync(ZipWriter zip, Prediction prediction, CancellationToken cancellationToken)
    {
        var name = DataSetImage.FileOf(prediction.Image);
        await using var image = await request.OpenImage(prediction.Image.Sha256, cancellationToken);
        if (image is null)
        {
            _missingCount++;
            if (_missing.Count < MaxListed)
            {
                _missing.Add($"{name} of prediction {prediction.Id}");
            }

            return;
        }

        // The image is read into memory, because its checksum precedes its content in the zip file.
        var bytes = ArrayPool<byte>.Shared.Rent((int)image.Length);
        try
        {
            var content = bytes.AsMemory(0, (int)image.Length);
            await image.ReadExactlyAsync(content, cancellationToken);
            await zip.AddAsync("images/" + name, prediction.CreatedAt, content, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        var labels = YoloLabels.Of(prediction, _classes, request.Scores);
        await zip.AddAsync($"labels/{Path.ChangeExtension(name, ".txt")}", prediction.CreatedAt, labels, cancellationToken);
    }

    private string Missing() =>
        $"{_missingCount} images are no longer in the store and were omitted{(_missingCount > _missing.Count ? $"; the first {_missing.Count} are" : "")}:\n{string.Join('\n', _missing)}\n";
}
