using System.Globalization;
using System.Text.RegularExpressions;
using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Images;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Predictions.Finding;

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

    public static PredictionFilter Read(QueryReader query, FieldErrors errors)
    {
        var filter = new PredictionFilter
        {
            Classes = [.. query.Texts("class", MaxClasses).Distinct()],
            AllClasses = query.Choice("match", "any", "all") == "all",
            Counts = ReadCounts(query, errors),
            MinConfidence = query.Number("min_confidence", 0, 1),
            MaxConfidence = query.Number("max_confidence", 0, 1),
            From = query.Time("from"),
            To = query.Time("to"),
            Model = query.Text("model"),
            Version = query.Text("version"),
            Source = query.Text("source"),
            Reviewed = query.Choice("reviewed", "true", "false") is { } word ? word == "true" : null,
            Images = query.One("image", ImageKey.IsSha256, text => text, "64 lower-case hex digits are expected, once") is { } hash ? [hash] : [],
            Metadata = query.Group(MetadataPrefix, PredictionMetadata.MaxEntries, PredictionMetadata.IsName, PredictionMetadata.IsValue, MetadataRule),
        };
        errors.Require(filter.To is null || filter.From is null || filter.From < filter.To, "to", "a time after from is expected; to itself is not included");
        errors.Require(
            filter.MaxConfidence is null || filter.MinConfidence is null || filter.MinConfidence <= filter.MaxConfidence,
            "max_confidence", "not below min_confidence");
        return filter;
    }

    private static List<ClassCount> ReadCounts(QueryReader query, FieldErrors errors)
    {
        var counts = new List<ClassCount>();
        foreach (var text in query.Texts("count", MaxClasses))
        {
            if (ParseCount(text) is { } count)
            {
                counts.Add(count);
            }
            else
            {
                errors.Add("count", CountRule);
            }
        }
        return counts;
    }

    /// <summary><c>person>=3</c>; null for anything else, and for fewer than none.</summary>
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
