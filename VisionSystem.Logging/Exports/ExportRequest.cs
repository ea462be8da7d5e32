using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Search;

namespace VisionSystem.Logging.Exports;

/// <summary>The parameters of an export.</summary>
/// <param name="Tenant">The tenant whose predictions are exported.</param>
/// <param name="Filter">The search that selects the predictions.</param>
/// <param name="Format">The file format.</param>
internal sealed record ExportRequest(string Tenant, PredictionFilter Filter, ExportFormat Format) : IQuery<ExportRequest>
{
    /// <summary>True if each line of a YOLO label file ends with the confidence.</summary>
    public bool Scores { get; init; }

    /// <summary>True if a CSV file begins with a byte-order mark.</summary>
    public bool ByteOrderMark { get; init; }

    /// <summary>The URL prefix before <c>/v1/images/…</c> in formats that refer to images by URL.</summary>
    public string ImageBase { get; init; } = "";

    /// <summary>The tenant's class names in ordinal order, which determines the COCO category ids.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The start time of the export.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>Opens an image by its SHA-256; returns null if the image was deleted.</summary>
    public Func<string, CancellationToken, Task<Stream?>> OpenImage { get; init; } = (_, _) => Task.FromResult<Stream?>(null);

    /// <summary>Reads all parameters except the tenant; returns null if the query is invalid.</summary>
    public static ExportRequest? Parse(QueryReader query)
    {
        var errors = query.Errors;
        var format = query.Choice("format", "File format of the export.", ExportFormat.Names);
        errors.Require(format is not null || query.Has("format"), "format", $"one of {string.Join(", ", ExportFormat.Names)} is expected exactly once");
        var scores = query.Choice("scores", "Only with `format=yolo`: `true` appends the confidence to each line. Default: `false`.", "true", "false");
        errors.Require(scores is null || format is null or "yolo", "scores", "only format=yolo supports this parameter; remove it");
        var mark = query.Choice("bom", "Only with `format=csv`: `true` starts the file with a byte-order mark, so that Excel detects UTF-8. Default: `false`.", "true", "false");
        errors.Require(mark is null || format is null or "csv", "bom", "only format=csv supports this parameter; remove it");
        var filter = FilterParameters.Read(query);
        query.RejectUnknown();
        return errors.Any ? null : new ExportRequest("", filter, ExportFormat.Of(format!)) { Scores = scores == "true", ByteOrderMark = mark == "true" };
    }
}
