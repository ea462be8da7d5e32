using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using VisionSystem.Contracts;
using VisionSystem.Logging.Exports.Zip;

namespace VisionSystem.Logging.Exports.Yolo;

/// <summary>
/// A zip file as YOLO trainers take it: <c>images/</c>, <c>labels/</c> with a file for each image, <c>data.yaml</c> at the end,
/// when all classes are known. Images that are gone from the store are named in <c>missing.txt</c>.
/// </summary>
internal sealed class YoloWriter(ExportOrder order) : IExportWriter
{
    private const int MostNamed = 1000;

    private readonly YoloClasses _classes = new();
    private readonly List<string> _missing = [];
    private long _gone;

    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var zip = new ZipWriter(output);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            await AddAsync(zip, prediction, cancellationToken);
        }

        if (_gone > 0)
        {
            await zip.AddAsync("missing.txt", order.BegunAt, Encoding.UTF8.GetBytes(Missing()), cancellationToken);
        }

        await zip.AddAsync("data.yaml", order.BegunAt, Encoding.UTF8.GetBytes(_classes.ToYaml()), cancellationToken);
        await zip.EndAsync(cancellationToken);
    }

    private async Task AddAsync(ZipWriter zip, Prediction prediction, CancellationToken cancellationToken)
    {
        var name = ExportImageName.FileOf(prediction.Image);
        await using var image = await order.OpenImage(prediction.Image.Sha256, cancellationToken);
        if (image is null)
        {
            _gone++;
            if (_missing.Count < MostNamed)
            {
                _missing.Add($"{name} of prediction {prediction.Id}");
            }

            return;
        }
        // In memory, one at a time: its checksum stands before it.
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

        var labels = YoloLabels.Of(prediction, _classes, order.Scores);
        await zip.AddAsync($"labels/{Path.ChangeExtension(name, ".txt")}", prediction.CreatedAt, labels, cancellationToken);
    }

    private string Missing() =>
        $"{_gone} photos are no longer in the store and were left out{(_gone > _missing.Count ? $"; the first {_missing.Count} are" : "")}:\n{string.Join('\n', _missing)}\n";
}
