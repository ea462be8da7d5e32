using VisionSystem.Logging.Predictions.Finding;

namespace VisionSystem.Logging.Storage.Sql;

/// <summary>The statements of a search. Values are parameters always; only their number shapes the text.</summary>
internal static class SearchQuery
{
    /// <summary>The ids of what is found, newest first.</summary>
    public static SqlQuery Ids(PredictionFilter filter, Guid? after, int limit) => Of(filter, after, limit, ids => ids);

    /// <summary>What is found as <see cref="PredictionReader"/> reads it, newest first.</summary>
    public static SqlQuery Page(PredictionFilter filter, Guid? after, int limit) => Of(filter, after, limit, ids => $"""
        SELECT {PredictionReader.Columns}
        FROM ({ids}) AS page
        CROSS JOIN tenant.object_detections AS d
        CROSS JOIN tenant.image_processing AS i
        WHERE d.id = page.id AND i.id = d.image_id
        ORDER BY d.id DESC
        """);

    private static SqlQuery Of(PredictionFilter filter, Guid? after, int limit, Func<string, string> wrap)
    {
        var values = new List<(string Name, object Value)> { ("@limit", limit) };
        var bounds = IdBounds.Of(filter, after, values);
        // Any of several classes: the newest of each, and of these the newest. One index scan per class, none of them long.
        string[] branches = filter is { AllClasses: false, Classes.Count: > 1 }
            ? [.. filter.Classes.Select(name => new SearchBranch(filter, [name], bounds, values).Text)]
            : [new SearchBranch(filter, filter.Classes, bounds, values).Text];
        var ids = branches.Length == 1
            ? branches[0]
            : $"""
                SELECT id FROM ({string.Join(" UNION ", branches.Select((branch, i) => $"SELECT id FROM ({branch}) AS b{i}"))}) AS found
                ORDER BY id DESC LIMIT @limit
                """;
        return new SqlQuery("object_detections", wrap(ids), values);
    }
}
