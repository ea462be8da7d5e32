namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>The statements of a search. Values are parameters always; only their number shapes the text.</summary>
internal static class SearchQuery
{
    /// <summary>The ids of what is found, newest first.</summary>
    public static SqlQuery Ids(PredictionFilter filter, Guid? after, int limit) => Of(filter, new ResultPage(after, limit), once: true, (ids, _) => ids);

    /// <summary>About as many rows as predictions are found: planners guess the numbers of distinct ones and of sums badly.</summary>
    public static SqlQuery Rows(PredictionFilter filter) => Of(filter, new ResultPage(After: null, int.MaxValue), once: false, (ids, _) => ids);

    /// <summary>A page of what is found as <see cref="PredictionReader"/> reads it.</summary>
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
        // Any of several classes: the first of each, and of these the first. One index scan per class, none of them long.
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
