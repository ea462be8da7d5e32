namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>
/// The part of the ids that a search is about: their order is the order of time. Said of every table that takes part, so that
/// each reads only the partitions and the piece of its index that can matter.
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

        if (page.After is { } place)
        {
            values.Add(("@after", place));
        }

        return new IdBounds(filter.From is not null, filter.To is not null, page.After is not null, page.OldestFirst);
    }

    /// <summary>Of the order.</summary>
    public string Direction => OldestFirst ? "ASC" : "DESC";

    /// <summary>For an id that is the prediction's.</summary>
    public IEnumerable<string> On(string id) => After ? InTime(id).Append($"{id} {(OldestFirst ? '>' : '<')} @after") : InTime(id);

    /// <summary>For an id of the same millisecond.</summary>
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
