using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.JsonLines;

/// <summary>
/// A prediction a line, as the API shows it (https://jsonlines.org). Of one that was reviewed, <c>detections</c> is what the
/// reviewer says and <c>predicted_detections</c> what the model did.
/// </summary>
internal sealed class JsonLinesWriter : IExportWriter
{
    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(prediction with { Detections = GroundTruth.Of(prediction) }, WireJson.Default.Prediction);
            if (prediction.Review is null)
            {
                output.Write(line);
            }
            else
            {
                output.Write(line.AsSpan(0, line.Length - 1));
                output.Write(",\"predicted_detections\":"u8);
                output.Write(JsonSerializer.SerializeToUtf8Bytes(prediction.Detections, WireJson.Default.IReadOnlyListDetection));
                output.Write("}"u8);
            }

            output.Write("\n"u8);
            await (isFirst ? output.SendAsync(cancellationToken) : output.FlushWhenFullAsync(cancellationToken));
            isFirst = false;
        }
    }
}
