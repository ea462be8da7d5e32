using System.Globalization;
using VisionSystem.Logging.Apis;

namespace VisionSystem.Logging.Predictions;

/// <summary>Which page of the list is asked for.</summary>
internal readonly record struct PageQuery(PagePlace? After, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>Reads the query string; every parameter that is wrong or unknown is named in the errors.</summary>
    public static PageQuery Parse(IQueryCollection query, FieldErrors errors)
    {
        var (after, limit) = ((PagePlace?)null, DefaultLimit);
        foreach (var (name, values) in query)
        {
            switch (name)
            {
                case "limit" when values.Count == 1 && TryParseLimit(values[0], out limit):
                    break;
                case "limit":
                    errors.Add(name, $"a whole number from 1 to {MaxLimit} is expected, once");
                    break;
                case "page_token" when values.Count == 1 && PageToken.TryDecode(values[0] ?? "", out var place):
                    after = place;
                    break;
                case "page_token":
                    errors.Add(name, "the next of an earlier page is expected, once");
                    break;
                default:
                    errors.Add(name, "unknown parameter");
                    break;
            }
        }
        return new PageQuery(after, limit);
    }

    private static bool TryParseLimit(string? text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit;
}
