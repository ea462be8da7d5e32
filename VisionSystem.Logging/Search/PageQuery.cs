using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Search;

/// <summary>The requested page of a search.</summary>
/// <param name="Filter">The search.</param>
/// <param name="After">The last prediction of the previous page; null for the first page.</param>
/// <param name="Limit">The maximum number of predictions on the page.</param>
/// <param name="OldestFirst">True for oldest first; false for newest first.</param>
/// <param name="Fingerprint">The hash that binds page tokens to the search.</param>
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

    /// <summary>Reads the page parameters of a search.</summary>
    public static PageQuery Read(QueryReader query)
    {
        var oldestFirst = query.Choice(Order, "asc: oldest first; desc, as without it: newest first.", "asc", "desc") == "asc";
        // An explicit desc and the default order are the same search.
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
