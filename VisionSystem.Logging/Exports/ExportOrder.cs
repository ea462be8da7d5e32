using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Search;

namespace VisionSystem.Logging.Exports;

/// <summary>What is to be exported.</summary>
/// <param name="Tenant">Whose predictions.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Format">How they are written.</param>
internal sealed record ExportOrder(string Tenant, PredictionFilter Filter, ExportFormat Format) : IQuery<ExportOrder>
{
    /// <summary>Whether YOLO's lines end with the confidence.</summary>
    public bool Scores { get; init; }

    /// <summary>Whether CSV begins with a byte-order mark.</summary>
    public bool ByteOrderMark { get; init; }

    /// <summary>What stands before <c>/v1/images/…</c> where an image is named by its address.</summary>
    public string ImageBase { get; init; } = "";

    /// <summary>The tenant's class names in ordinal order, by which COCO's category ids are given.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>When it was begun.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>Opens an image by its hash; null when it is gone.</summary>
    public Func<string, CancellationToken, Task<Stream?>> OpenImage { get; init; } = (_, _) => Task.FromResult<Stream?>(null);

    /// <summary>Reads all but the tenant; null where something in the query is wrong.</summary>
    public static ExportOrder? Parse(QueryReader query)
    {
        var errors = query.Errors;
        var format = query.Choice("format", "The format.", ExportFormat.Names);
        errors.Require(format is not null || query.Has("format"), "format", $"one of {string.Join(", ", ExportFormat.Names)} is expected, once");
        var scores = query.Choice("scores", "yolo: whether lines end with the confidence.", "true", "false");
        errors.Require(scores is null || format is null or "yolo", "scores", "only format=yolo has lines with and without");
        var mark = query.Choice("bom", "csv: whether the file begins with a byte-order mark, by which Excel knows UTF-8.", "true", "false");
        errors.Require(mark is null || format is null or "csv", "bom", "only format=csv begins with a byte-order mark");
        var filter = FilterParameters.Read(query);
        query.RefuseOthers();
        return errors.Any ? null : new ExportOrder("", filter, ExportFormat.Of(format!)) { Scores = scores == "true", ByteOrderMark = mark == "true" };
    }
}
