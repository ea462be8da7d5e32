using VisionSystem.Logging.Predictions.Finding;

namespace VisionSystem.Logging.Exports;

/// <summary>What is to be exported.</summary>
/// <param name="Tenant">Whose predictions.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Format">How they are written.</param>
internal sealed record ExportOrder(string Tenant, PredictionFilter Filter, ExportFormat Format)
{
    /// <summary>Whether YOLO's lines end with the confidence.</summary>
    public bool Scores { get; init; }

    /// <summary>Whether CSV begins with a byte-order mark.</summary>
    public bool ByteOrderMark { get; init; }

    /// <summary>What stands before <c>/v1/images/…</c> where a photo is named by its address.</summary>
    public string PhotoBase { get; init; } = "";

    /// <summary>The tenant's class names in ordinal order, by which COCO's category ids are given.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>When it was begun.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>Opens a photo by its hash; null when it is gone.</summary>
    public Func<string, CancellationToken, Task<Stream?>> OpenPhoto { get; init; } = (_, _) => Task.FromResult<Stream?>(null);
}
