using VisionSystem.Logging.Apis;

namespace VisionSystem.Logging.Predictions.Finding;

/// <summary>Which page of which search is asked for.</summary>
/// <param name="Filter">What is searched.</param>
/// <param name="After">The last prediction of the page before; null for the first page.</param>
/// <param name="Limit">The most on the page.</param>
/// <param name="OldestFirst">In the order of time; else the newest come first.</param>
/// <param name="Fingerprint">Binds page tokens to the search.</param>
internal readonly record struct PageQuery(PredictionFilter Filter, Guid? After, int Limit, bool OldestFirst, ulong Fingerprint)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>Reads the query string; every parameter that is wrong or unknown is named in the errors.</summary>
    public static PageQuery Parse(IQueryCollection parameters, FieldErrors errors)
    {
        var query = new QueryReader(parameters, errors);
        var page = Read(query, errors);
        query.RefuseOthers();
        return page;
    }

    /// <summary>Reads the parameters of a page of a search among others.</summary>
    public static PageQuery Read(QueryReader query, FieldErrors errors)
    {
        var oldestFirst = query.Choice("order", "asc", "desc") == "asc";
        // desc and no order at all are the same search.
        var fingerprint = query.FingerprintWithout("limit", "page_token", "order") ^ (oldestFirst ? ulong.MaxValue : 0);
        return new PageQuery(
            FilterParameters.Read(query, errors),
            query.One<Guid?>(
                "page_token",
                text => PageToken.TryDecode(text, fingerprint, out _),
                text => PageToken.TryDecode(text, fingerprint, out var place) ? place : null,
                "the next of an earlier page of the same search in the same order is expected, once"),
            query.Whole("limit", 1, MaxLimit) ?? DefaultLimit,
            oldestFirst,
            fingerprint);
    }
}

/// <summary>Which part of what a search finds is read.</summary>
/// <param name="After">The last prediction of the part before; null for the first part.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="OldestFirst">In the order of time; else the newest come first.</param>
internal readonly record struct ResultPage(Guid? After, int Limit, bool OldestFirst = false);
