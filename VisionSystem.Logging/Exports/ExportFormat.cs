using System.IO.Pipelines;
using VisionSystem.Contracts;
using VisionSystem.Logging.Exports.Coco;
using VisionSystem.Logging.Exports.Csv;
using VisionSystem.Logging.Exports.JsonLines;
using VisionSystem.Logging.Exports.LabelStudio;
using VisionSystem.Logging.Exports.Yolo;

namespace VisionSystem.Logging.Exports;

/// <summary>An export format.</summary>
/// <param name="Name">The value of the parameter <c>format</c>.</param>
/// <param name="MediaType">The media type of the file.</param>
/// <param name="Extension">The file name extension, with its dot.</param>
/// <param name="Create">Creates the writer of one export.</param>
internal sealed record ExportFormat(string Name, string MediaType, string Extension, Func<ExportRequest, IExportWriter> Create)
{
    /// <summary>True if an image is exported once, regardless of its number of predictions.</summary>
    public bool OncePerImage { get; init; }

    /// <summary>True if only predictions with detections are exported, and an export without any is an error.</summary>
    public bool OnlyDetections { get; init; }

    public static readonly IReadOnlyList<ExportFormat> All =
    [
        new("coco", "application/json", ".json", request => new CocoDataSetWriter(request)) { OncePerImage = true },
        new("coco-results", "application/json", ".json", request => new CocoResultsWriter(request)) { OncePerImage = true, OnlyDetections = true },
        new("yolo", "application/zip", ".zip", request => new YoloWriter(request)) { OncePerImage = true },
        new("label-studio", "application/json", ".json", request => new LabelStudioWriter(request)) { OncePerImage = true },
        new("csv", "text/csv; charset=utf-8", ".csv", request => new CsvWriter(request)),
        new("jsonl", "application/jsonl", ".jsonl", _ => new JsonLinesWriter()),
    ];

    public static readonly string[] Names = [.. All.Select(format => format.Name)];

    public static ExportFormat Of(string name) => All.Single(format => format.Name == name);
}

/// <summary>Writes predictions in one format as a stream, in bounded memory.</summary>
internal interface IExportWriter
{
    /// <summary>Writes all predictions. The caller flushes the last bytes.</summary>
    Task WriteAsync(IAsyncEnumerable<Prediction> predictions, PipeWriter output, CancellationToken cancellationToken);
}
