using System.Globalization;
using System.Text.RegularExpressions;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Search;

/// <summary>
/// The parameters of a search: <c>class match count min_confidence max_confidence from to model version source reviewed image
/// metadata.NAME</c>.
/// </summary>
internal static partial class FilterParameters
{
    private const int MaxClasses = 32;
    private const string MetadataPrefix = "metadata.";
    private const string MetadataRule = "metadata.NAME=VALUE is expected, each name once: names of 1 to 64 characters of A-Z a-z 0-9 _ . -, values of at most 255";
    private const string CountRule = "a class, one of >= > = < <= and a number are expected, like person>=3; numbers to 1000000";

    public static PredictionFilter Read(QueryReader query)
    {
        var errors = query.Errors;
        var filter = new PredictionFilter
        {
            Classes = [.. query.Texts("class", "A class that was seen, in upper or lower case; may come several times.", MaxClasses).Distinct()],
            AllClasses = query.Choice("match", "Whether any of the classes is enough; any without it.", "any", "all") == "all",
            Counts = ReadCounts(query),
            MinConfidence = query.Number("min_confidence", "The surest object of each class is at least this sure, 0 to 1.", 0, 1),
            MaxConfidence = query.Number("max_confidence", "The surest object of each class is at most this sure, 0 to 1.", 0, 1),
            From = query.Time("from", "Made then or later: RFC 3339, or a date for the beginning of that day, UTC."),
            To = query.Time("to", "Made before: RFC 3339, or a date for the beginning of that day, UTC."),
            Model = query.Text("model", "Name of the model."),
            Version = query.Text("version", "Version of the model."),
            Source = query.Text("source", "Where the photo came from, as it was sent."),
            Reviewed = query.Choice("reviewed", "Whether somebody has looked at it.", "true", "false") is { } word ? word == "true" : null,
            Images = query.One(new("image", "SHA-256 of the photo."), ImageKey.IsSha256, text => text, "64 lower-case hex digits are expected, once") is { } hash ? [hash] : [],
            Metadata = query.Group(
                MetadataPrefix, "What was sent with the photo, by its name.", PredictionMetadata.MaxEntries, PredictionMetadata.IsName, PredictionMetadata.IsValue, MetadataRule),
        };
        errors.Require(filter.To is null || filter.From is null || filter.From < filter.To, "to", "a time after from is expected; to itself is not included");
        errors.Require(
            filter.MaxConfidence is null || filter.MinConfidence is null || filter.MinConfidence <= filter.MaxConfidence,
            "max_confidence", "not below min_confidence");
        return filter;
    }

    private static List<ClassCount> ReadCounts(QueryReader query)
    {
        var counts = new List<ClassCount>();
        foreach (var text in query.Texts("count", "How many of a class were seen: person>=3; also > = < <=; may come several times.", MaxClasses))
        {
            if (ParseCount(text) is { } count)
            {
                counts.Add(count);
            }
            else
            {
                query.Errors.Add("count", CountRule);
            }
        }

        return counts;
    }

    /// <summary>Parses <c>person>=3</c>; null if the text has another form or the count is negative.</summary>
    private static ClassCount? ParseCount(string text)
    {
        if (CountPattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (name, number) = (match.Groups["class"].Value, int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));
        return match.Groups["compare"].ValueSpan switch
        {
            ">=" => new ClassCount(name, number, int.MaxValue),
            ">" => new ClassCount(name, number + 1, int.MaxValue),
            "=" => new ClassCount(name, number, number),
            "<=" => new ClassCount(name, 0, number),
            _ => number > 0 ? new ClassCount(name, 0, number - 1) : null,
        };
    }

    [GeneratedRegex(@"\A(?<class>.*[^<>=])(?<compare>>=|<=|=|>|<)(?<number>[0-9]{1,6}|1000000)\z", RegexOptions.Singleline)]
    private static partial Regex CountPattern();
}
