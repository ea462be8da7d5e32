namespace VisionSystem.Logging.Persistence;

/// <summary>Conditions for predictions; null and empty values match every prediction.</summary>
internal sealed record PredictionFilter
{
    public static readonly PredictionFilter None = new();

    /// <summary>Classes of which at least one, or each (<see cref="AllClasses"/>), was detected.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    public bool AllClasses { get; init; }

    /// <summary>True if the filter has no condition.</summary>
    public bool IsEverything =>
        Classes.Count + Counts.Count + Images.Count + Ids.Count + Metadata.Count == 0 && Reviewed is null
        && (MinConfidence ?? MaxConfidence) is null && (From ?? To) is null && (Model ?? Version ?? Source) is null;

    /// <summary>Limits for the number of objects per class.</summary>
    public IReadOnlyList<ClassCount> Counts { get; init; } = [];

    /// <summary>Minimum of the highest confidence, 0..1, of each class in <see cref="Classes"/>, or of all objects if it is empty.</summary>
    public double? MinConfidence { get; init; }

    /// <summary>Maximum of the same confidence, 0..1.</summary>
    public double? MaxConfidence { get; init; }

    /// <summary>Start of the creation time, inclusive, in milliseconds.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of the creation time, exclusive, in milliseconds.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Model { get; init; }

    public string? Version { get; init; }

    public string? Source { get; init; }

    public bool? Reviewed { get; init; }

    /// <summary>SHA-256 hashes of the images.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Ids of the predictions.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>Metadata entries, all of which must match.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];
}

/// <summary>Limits for the number of objects of one class in a prediction.</summary>
/// <param name="Class">Class name.</param>
/// <param name="Min">Minimum number; 0 includes predictions without the class.</param>
/// <param name="Max">Maximum number.</param>
internal sealed record ClassCount(string Class, int Min, int Max);

/// <summary>A page of a search result.</summary>
/// <param name="After">Last prediction of the previous page; null for the first page.</param>
/// <param name="Limit">Maximum number of predictions.</param>
/// <param name="OldestFirst">True for chronological order; false for newest first.</param>
internal readonly record struct ResultPage(Guid? After, int Limit, bool OldestFirst = false);
