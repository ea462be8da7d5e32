using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.JsonLines;

/// <summary>
/// Writes one prediction per line, in the JSON of the API (https://jsonlines.org). In a reviewed prediction, <c>detections</c>
/// contains the reviewer's objects and <c>predicted_detections</c> the model's.
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
