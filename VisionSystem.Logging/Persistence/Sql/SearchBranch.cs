using System.Globalization;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>
/// One search without alternatives: predictions that contain all of the given classes and meet every other condition. The most
/// selective table comes first, because SQLite reads the tables in this order (CROSS JOIN fixes it); PostgreSQL chooses the order
/// by its statistics. Each table is accessed by an index that ends with the prediction id, so that no sort is necessary.
/// Class names are compared without the case of ASCII letters: a prediction can contain several spellings, each with its own row.
/// </summary>
internal sealed class SearchBranch
{
    private readonly PredictionFilter _filter;
    private readonly IdBounds _bounds;
    private readonly bool _once;
    private readonly bool _isOfOneClass;
    private readonly List<string> _having = [];
    private readonly List<(string Name, object Value)> _values;
    private readonly List<string> _tables = [];
    private readonly List<string> _conditions = [];
    private string? _id;

    /// <param name="filter">Conditions.</param>
    /// <param name="classes">Classes that a prediction must contain, all of them.</param>
    /// <param name="bounds">Range and order of the ids.</param>
    /// <param name="once">True to return each prediction once, with all spellings combined; false, for estimates, to return each class row separately.</param>
    /// <param name="values">Receives the parameters of the statement.</param>
    public SearchBranch(PredictionFilter filter, IReadOnlyList<string> classes, IdBounds bounds, bool once, List<(string Name, object Value)> values)
    {
        (_filter, _bounds, _once, _values) = (filter, bounds, once, values);
        var held = classes.Count + filter.Counts.Count(count => count.Min > 0);
        _isOfOneClass = held == 1;
        AddImage();
        foreach (var name in classes)
        {
            AddClass(name);
        }

        foreach (var count in filter.Counts.Where(count => count.Min > 0))
        {
            AddCount(count);
        }

        foreach (var (name, value) in filter.Metadata)
        {
            Join("prediction_metadata", "m", "prediction_id", alias => [$"{alias}.name = {Parameter(name)}", $"{alias}.value = {Parameter(value)}"]);
        }

        AddDetection(classes.Count == 0);
        foreach (var count in filter.Counts.Where(count => count.Min == 0))
        {
            _conditions.Add($"coalesce({Total("sum(s.count)", Parameter(Fold(count.Class)), _id!)}, 0) <= {Parameter(count.Max)}");
        }

        if (filter.Ids.Count > 0)
        {
            _conditions.Add(In(_id!, filter.Ids));
        }

        Text = $"""
            SELECT {(once && held > 0 && _having.Count == 0 ? "DISTINCT " : "")}{_id} AS id FROM {string.Join(" CROSS JOIN ", _tables)}
            {(_conditions.Count > 0 ? "WHERE " + string.Join(" AND ", _conditions) : "")}
            {(_having.Count > 0 ? $"GROUP BY {_id} HAVING {string.Join(" AND ", _having)}" : "")}
            ORDER BY {_id} {bounds.Direction} LIMIT @limit
            """;
    }

    public string Text { get; }

    private void AddImage()
    {
        if (_filter.Images.Count > 0)
        {
            _tables.Add("tenant.image_processing AS i");
            _conditions.AddRange([In("i.file_hash", _filter.Images), .. _bounds.InTime("i.id")]);
            Join("object_detections", "d", "id", alias => [$"{alias}.image_id = i.id"]);
        }
    }

    private void AddClass(string name)
    {
        var folded = Parameter(Fold(name));
        Join("prediction_classes", "c", "prediction_id", alias =>
        [
            $"lower({alias}.class) = {folded}",
            .. AtLeast($"{alias}.max_confidence"),
            .. InAllSpellings(alias, folded, "max", "max_confidence", AtMost),
        ]);
    }

    private void AddCount(ClassCount count)
    {
        var folded = Parameter(Fold(count.Class));
        Join("prediction_classes", "c", "prediction_id", alias =>
        [
            $"lower({alias}.class) = {folded}",
            .. InAllSpellings(alias, folded, "sum", "count", total => [$"{total} BETWEEN {Parameter(count.Min)} AND {Parameter(count.Max)}"]),
        ]);
    }

    /// <summary>
    /// Returns a condition over all spellings of a class in a prediction. A search for a single class aggregates the joined rows in
    /// HAVING; with several classes, which multiply the joined rows, a subquery aggregates the rows of each prediction.
    /// </summary>
    private string[] InAllSpellings(string alias, string folded, string function, string column, Func<string, string[]> condition)
    {
        if (!_once)
        {
            return condition($"{alias}.{column}");
        }

        if (!_isOfOneClass)
        {
            return condition(Total($"{function}(s.{column})", folded, $"{alias}.prediction_id"));
        }

        _having.AddRange(condition($"{function}({alias}.{column})"));
        return [];
    }

    private static string Total(string function, string folded, string id) =>
        $"(SELECT {function} FROM tenant.prediction_classes AS s WHERE lower(s.class) = {folded} AND s.prediction_id = {id})";

    /// <summary>Converts ASCII letters to lower case, like <c>lower()</c> in both databases.</summary>
    private static string Fold(string name) => string.Create(name.Length, name, static (folded, text) =>
    {
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = char.IsAsciiLetterUpper(text[i]) ? char.ToLowerInvariant(text[i]) : text[i];
        }
    });

    private void AddDetection(bool ofAnyClass)
    {
        string[] conditions =
        [
            .. Equal("detection_model", _filter.Model),
            .. Equal("model_version", _filter.Version),
            .. Equal("source", _filter.Source),
            .. _filter.Reviewed is { } reviewed ? [$"d.reviewed_at IS {(reviewed ? "NOT " : "")}NULL"] : Array.Empty<string>(),
            .. ofAnyClass ? [.. AtLeast("d.detection_confidence"), .. AtMost("d.detection_confidence")] : Array.Empty<string>(),
        ];
        if (_filter.Images.Count > 0)
        {
            _conditions.AddRange(conditions);
        }
        else if (conditions.Length > 0 || _id is null)
        {
            Join("object_detections", "d", "id", _ => conditions);
        }
    }

    /// <summary>Joins a table. The id of the first table is used for the join with the others and for the order.</summary>
    private void Join(string table, string letter, string idColumn, Func<string, IEnumerable<string>> conditions)
    {
        var alias = letter == "d" ? letter : string.Create(CultureInfo.InvariantCulture, $"{letter}{_tables.Count}");
        var id = $"{alias}.{idColumn}";
        _tables.Add($"tenant.{table} AS {alias}");
        _conditions.AddRange(conditions(alias));
        _conditions.AddRange(_bounds.On(id));
        if (_id is not null)
        {
            _conditions.Add($"{id} = {_id}");
        }

        _id ??= id;
    }

    private IEnumerable<string> Equal(string column, string? value) => value is null ? [] : [$"d.{column} = {Parameter(value)}"];

    /// <summary>Confidences are float32, stored as such or as their shortest text: 0.9 must match both 0.9 and 0.89999998.</summary>
    private string[] AtLeast(string confidence) =>
        _filter.MinConfidence is { } min ? [$"{confidence} >= {Parameter(Math.Min(min, (float)min))}"] : [];

    private string[] AtMost(string confidence) =>
        _filter.MaxConfidence is { } max ? [$"{confidence} <= {Parameter(Math.Max(max, (float)max))}"] : [];

    private string In<T>(string column, IReadOnlyList<T> values)
        where T : notnull => $"{column} IN ({string.Join(", ", values.Select(value => Parameter(value)))})";

    private string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_values.Count}");
        _values.Add((name, value));
        return name;
    }
}
