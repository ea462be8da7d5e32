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
        query.RejectUnknown();
        return page;
    }

    /// <summary>Reads the page parameters of a search.</summary>
    public static PageQuery Read(QueryReader query)
    {
        var oldestFirst = query.Choice(Order, "`asc`: oldest first; `desc`: newest first. Default: `desc`.", "asc", "desc") == "asc";
        // An explicit desc and the default order are the same search.
        var fingerprint = query.FingerprintWithout(QueryReader.PageParameters) ^ (oldestFirst ? ulong.MaxValue : 0);
        return new PageQuery(
            FilterParameters.Read(query),
            query.One<Guid?>(
                new(Token, "`next` of the previous page, with the same search and order."),
                text => PageToken.TryDecode(text, fingerprint, out _),
                text => PageToken.TryDecode(text, fingerprint, out var last) ? last : null,
                "next of an earlier page of the same search and order is expected exactly once"),
            query.Integer(LimitName, $"Predictions per page, 1 to {MaxLimit}. Default: {DefaultLimit}.", 1, MaxLimit) ?? DefaultLimit,
            oldestFirst,
            fingerprint);
    }
}
