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
    private const string MetadataRule = "metadata.NAME=VALUE is expected, each name once: names of 1 to 64 characters A-Z a-z 0-9 _ . -, values of at most 255 characters";
    private const string CountRule = "a class, one of >= > = < <= and a number up to 1000000 are expected, like person>=3";

    public static PredictionFilter Read(QueryReader query)
    {
        var errors = query.Errors;
        var filter = new PredictionFilter
        {
            Classes = [.. query.Texts("class", "Detected class, in upper or lower case; may be repeated.", MaxClasses).Distinct()],
            AllClasses = query.Choice("match", "`any`: one of the classes suffices; `all`: every class is required. Default: `any`.", "any", "all") == "all",
            Counts = ReadCounts(query),
            MinConfidence = query.Number("min_confidence", "Minimum confidence of the most confident object of each class, 0 to 1.", 0, 1),
            MaxConfidence = query.Number("max_confidence", "Maximum confidence of the most confident object of each class, 0 to 1.", 0, 1),
            From = query.Time("from", "Start of the time span, inclusive: RFC 3339, or a date for the start of that day, UTC."),
            To = query.Time("to", "End of the time span, exclusive: RFC 3339, or a date for the start of that day, UTC."),
            Model = query.Text("model", "Name of the model."),
            Version = query.Text("version", "Version of the model."),
            Source = query.Text("source", "Source of the image, as sent with the image."),
            Reviewed = query.Choice("reviewed", "`true`: only predictions with a review; `false`: only predictions without.", "true", "false") is { } word ? word == "true" : null,
            Images = query.One(new("image", "SHA-256 of the image."), ImageKey.IsSha256, text => text, "64 lower-case hexadecimal digits are expected exactly once") is { } hash ? [hash] : [],
            Metadata = query.Group(
                MetadataPrefix, "Metadata sent with the image, by name.", PredictionMetadata.MaxEntries, PredictionMetadata.IsName, PredictionMetadata.IsValue, MetadataRule),
        };
        errors.Require(filter.To is null || filter.From is null || filter.From < filter.To, "to", "must be after from; to is exclusive");
        errors.Require(
            filter.MaxConfidence is null || filter.MinConfidence is null || filter.MinConfidence <= filter.MaxConfidence,
            "max_confidence", "must not be below min_confidence");
        return filter;
    }

    private static List<ClassCount> ReadCounts(QueryReader query)
    {
        var counts = new List<ClassCount>();
        foreach (var text in query.Texts("count", "Number of objects of a class, like person>=3, with >= > = < <=; may be repeated.", MaxClasses))
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
