using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Search;

/// <summary>Which page of which search is asked for.</summary>
/// <param name="Filter">What is searched.</param>
/// <param name="After">The last prediction of the page before; null for the first page.</param>
/// <param name="Limit">The most on the page.</param>
/// <param name="OldestFirst">In the order of time; else the newest come first.</param>
/// <param name="Fingerprint">Binds page tokens to the search.</param>
internal sealed record PageQuery(PredictionFilter Filter, Guid? After, int Limit, bool OldestFirst, ulong Fingerprint) : IQuery<PageQuery>
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    private const string Order = "order";
    private const string LimitName = "limit";
    private const string Token = "page_token";

    public static PageQuery Parse(QueryReader query)
    {
        var page = Read(query);
        query.RefuseOthers();
        return page;
    }

    /// <summary>Reads the parameters of a page of a search among others.</summary>
    public static PageQuery Read(QueryReader query)
    {
        var oldestFirst = query.Choice(Order, "asc: oldest first; desc, as without it: newest first.", "asc", "desc") == "asc";
        // desc and no order at all are the same search.
        var fingerprint = query.FingerprintWithout(QueryReader.PageParameters) ^ (oldestFirst ? ulong.MaxValue : 0);
        return new PageQuery(
            FilterParameters.Read(query),
            query.One<Guid?>(
                new(Token, "`next` of the page before, with the same search and order."),
                text => PageToken.TryDecode(text, fingerprint, out _),
                text => PageToken.TryDecode(text, fingerprint, out var place) ? place : null,
                "the next of an earlier page of the same search in the same order is expected, once"),
            query.Whole(LimitName, $"Predictions a page, 1 to {MaxLimit}; {DefaultLimit} without it.", 1, MaxLimit) ?? DefaultLimit,
            oldestFirst,
            fingerprint);
    }
}
