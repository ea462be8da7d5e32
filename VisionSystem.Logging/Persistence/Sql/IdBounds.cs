namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>
/// The id range of a search, which represents its time range. The bounds apply to every joined table, so that each one reads only
/// the relevant partitions and index range.
/// </summary>
internal sealed record IdBounds(bool From, bool To, bool After, bool OldestFirst)
{
    public static IdBounds Of(PredictionFilter filter, ResultPage page, List<(string Name, object Value)> values)
    {
        if (filter.From is { } from)
        {
            values.Add(("@from", PredictionId.FirstOf(from)));
        }

        if (filter.To is { } to)
        {
            values.Add(("@to", PredictionId.FirstOf(to)));
        }

        if (page.After is { } cursor)
        {
            values.Add(("@after", cursor));
        }

        return new IdBounds(filter.From is not null, filter.To is not null, page.After is not null, page.OldestFirst);
    }

    /// <summary>Sort direction.</summary>
    public string Direction => OldestFirst ? "ASC" : "DESC";

    /// <summary>Returns the conditions for a column of prediction ids.</summary>
    public IEnumerable<string> On(string id) => After ? InTime(id).Append($"{id} {(OldestFirst ? '>' : '<')} @after") : InTime(id);

    /// <summary>Returns the conditions for a column of other ids of the same millisecond.</summary>
    public IEnumerable<string> InTime(string id)
    {
        if (From)
        {
            yield return $"{id} >= @from";
        }

        if (To)
        {
            yield return $"{id} < @to";
        }
    }
}
