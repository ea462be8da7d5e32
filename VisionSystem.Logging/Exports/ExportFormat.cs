using VisionSystem.Logging.Exports.Coco;
using VisionSystem.Logging.Exports.Csv;
using VisionSystem.Logging.Exports.JsonLines;
using VisionSystem.Logging.Exports.LabelStudio;
using VisionSystem.Logging.Exports.Yolo;

namespace VisionSystem.Logging.Exports;

/// <summary>A format that predictions are exported in.</summary>
/// <param name="Name">As in <c>format=NAME</c>.</param>
/// <param name="MediaType">What the bytes are.</param>
/// <param name="Extension">Of the file, with its dot.</param>
/// <param name="Create">Makes what writes it.</param>
internal sealed record ExportFormat(string Name, string MediaType, string Extension, Func<ExportOrder, IExportWriter> Create)
{
    /// <summary>Whether an image is in it once, whatever number of predictions was made on it.</summary>
    public bool OncePerImage { get; init; }

    /// <summary>Whether only predictions that hold detections are in it, and there must be one.</summary>
    public bool OnlyDetections { get; init; }

    public static readonly IReadOnlyList<ExportFormat> All =
    [
        new("coco", "application/json", ".json", order => new CocoDataSetWriter(order)) { OncePerImage = true },
        new("coco-results", "application/json", ".json", order => new CocoResultsWriter(order)) { OncePerImage = true, OnlyDetections = true },
        new("yolo", "application/zip", ".zip", order => new YoloWriter(order)) { OncePerImage = true },
        new("label-studio", "application/json", ".json", order => new LabelStudioWriter(order)) { OncePerImage = true },
        new("csv", "text/csv; charset=utf-8", ".csv", order => new CsvWriter(order)),
        new("jsonl", "application/jsonl", ".jsonl", _ => new JsonLinesWriter()),
    ];

    public static readonly string[] Names = [.. All.Select(format => format.Name)];

    public static ExportFormat Of(string name) => All.Single(format => format.Name == name);
}
