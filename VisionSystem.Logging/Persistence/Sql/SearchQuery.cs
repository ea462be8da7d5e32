namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements of a search. All values are parameters; only their number changes the text.</summary>
internal static class SearchQuery
{
    /// <summary>Selects the ids of the matching predictions, newest first.</summary>
    public static SqlQuery Ids(PredictionFilter filter, Guid? after, int limit) => Of(filter, new ResultPage(after, limit), once: true, (ids, _) => ids);

    /// <summary>Selects approximately one row per matching prediction, for estimates: query planners estimate DISTINCT and aggregates badly.</summary>
    public static SqlQuery Rows(PredictionFilter filter) => Of(filter, new ResultPage(After: null, int.MaxValue), once: false, (ids, _) => ids);

    /// <summary>Selects a page of the matching predictions with the columns of <see cref="PredictionReader"/>.</summary>
    public static SqlQuery Page(PredictionFilter filter, ResultPage page) => Of(filter, page, once: true, (ids, bounds) => $"""
        SELECT {PredictionReader.Columns}
        FROM ({ids}) AS page
        CROSS JOIN tenant.object_detections AS d
        CROSS JOIN tenant.image_processing AS i
        WHERE d.id = page.id AND i.id = d.image_id
        ORDER BY d.id {bounds.Direction}
        """);

    private static SqlQuery Of(PredictionFilter filter, ResultPage page, bool once, Func<string, IdBounds, string> wrap)
    {
        var values = new List<(string Name, object Value)> { ("@limit", page.Limit) };
        var bounds = IdBounds.Of(filter, page, values);
        // For any of several classes, merges the first rows of each class, which needs one short index scan per class.
        string[] branches = filter is { AllClasses: false, Classes.Count: > 1 }
            ? [.. filter.Classes.Select(name => new SearchBranch(filter, [name], bounds, once, values).Text)]
            : [new SearchBranch(filter, filter.Classes, bounds, once, values).Text];
        var ids = branches.Length == 1
            ? branches[0]
            : $"""
                SELECT id FROM ({string.Join(" UNION ", branches.Select((branch, i) => $"SELECT id FROM ({branch}) AS b{i}"))}) AS found
                ORDER BY id {bounds.Direction} LIMIT @limit
                """;
        return new SqlQuery("object_detections", wrap(ids, bounds), values);
    }
}
