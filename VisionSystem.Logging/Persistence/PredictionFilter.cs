namespace VisionSystem.Logging.Persistence;

/// <summary>Which predictions are meant; what is null or empty does not matter.</summary>
internal sealed record PredictionFilter
{
    public static readonly PredictionFilter None = new();

    /// <summary>Classes of which any, or each (<see cref="AllClasses"/>), was seen.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    public bool AllClasses { get; init; }

    /// <summary>Whether there is no condition at all.</summary>
    public bool IsEverything =>
        Classes.Count + Counts.Count + Images.Count + Ids.Count + Metadata.Count == 0 && Reviewed is null
        && (MinConfidence ?? MaxConfidence) is null && (From ?? To) is null && (Model ?? Version ?? Source) is null;

    /// <summary>How many of a class were seen.</summary>
    public IReadOnlyList<ClassCount> Counts { get; init; } = [];

    /// <summary>The surest object of each named class, of any class where none is named, is at least this sure, 0..1.</summary>
    public double? MinConfidence { get; init; }

    /// <summary>The same, at most this sure.</summary>
    public double? MaxConfidence { get; init; }

    /// <summary>Made in this millisecond or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Made before this millisecond.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Model { get; init; }

    public string? Version { get; init; }

    public string? Source { get; init; }

    public bool? Reviewed { get; init; }

    /// <summary>On any image of these hashes.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Only these.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>Names and values that the metadata holds, each of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];
}

/// <summary>How many of a class a prediction holds.</summary>
/// <param name="Class">The class.</param>
/// <param name="Min">At least; 0 for those that hold none as well.</param>
/// <param name="Max">At most.</param>
internal sealed record ClassCount(string Class, int Min, int Max);

/// <summary>Which part of what a search finds is read.</summary>
/// <param name="After">The last prediction of the part before; null for the first part.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="OldestFirst">In the order of time; else the newest come first.</param>
internal readonly record struct ResultPage(Guid? After, int Limit, bool OldestFirst = false);
