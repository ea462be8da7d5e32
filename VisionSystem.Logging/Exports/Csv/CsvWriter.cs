using System.Globalization;
using System.IO.Pipelines;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.Csv;

/// <summary>
/// Writes comma-separated values (RFC 4180): one row per object, and one row without an object for an image without objects.
/// </summary>
internal sealed class CsvWriter(ExportRequest request) : IExportWriter
{
    public async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken)
    {
        var row = new CsvRow();
        if (request.ByteOrderMark)
        {
            output.Write("\uFEFF");
        }

        output.Write(
            "prediction_id,created_at,model,model_version,task,image_sha256,image_width,image_height,filename,source,metadata,"
            + "reviewed,class,class_id,confidence,x1,y1,x2,y2\r\n");
        await output.SendAsync(cancellationToken);
        await foreach (var prediction in predictions.WithCancellation(cancellationToken))
        {
            var head = HeadOf(row, prediction);
            var any = false;
            foreach (var detection in GroundTruth.Of(prediction))
            {
                any = true;
                output.Write(row.Begin(head).Add(detection.Class, detection.ClassId, detection.Confidence, detection.Box).End());
            }

            foreach (var score in prediction.Classifications ?? [])
            {
                any = true;
                output.Write(row.Begin(head).Add(score.Class, score.ClassId, score.Confidence, box: null).End());
            }

            if (!any)
            {
                output.Write(row.Begin(head).Skip(7).End());
            }

            await output.FlushWhenFullAsync(cancellationToken);
        }
    }

    /// <summary>Returns the fields that all rows of a prediction share.</summary>
    private static string HeadOf(CsvRow row, Prediction prediction) => row
        .Begin("")
        .Add(prediction.Id.ToString())
        .Add(prediction.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture))
        .Add(prediction.Model.Name)
        .Add(prediction.Model.Version)
        .Add(prediction.Model.Task)
        .Add(prediction.Image.Sha256)
        .Add(prediction.Image.Width)
        .Add(prediction.Image.Height)
        .Add(prediction.Filename)
        .Add(prediction.Source)
        .Add(prediction.Metadata is { Count: > 0 } metadata ? ReadableJson.Of(metadata) : null)
        .Add(prediction.Review is null ? "false" : "true")
        .Text;
}
