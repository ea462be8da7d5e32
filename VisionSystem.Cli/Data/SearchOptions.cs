using System.CommandLine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace VisionSystem.Cli.Data;

/// <summary>Search parameters as command-line options: <c>--min-confidence 0.5</c> for <c>min_confidence=0.5</c>.</summary>
internal sealed class SearchOptions
{
    private static readonly (string Name, string Description)[] Parameters =
    [
        ("class", "Predictions with this class, case-insensitive. Repeat the option for any of several classes."),
        ("match", "any or all: whether one or every given class must occur."),
        ("count", "Predictions with this number of a class: 'person>=3'."),
        ("min_confidence", "Minimum of the highest confidence of a prediction, 0..1."),
        ("max_confidence", "Maximum of the highest confidence of a prediction, 0..1."),
        ("from", "Created at or after this time: 2026-03-14T12:00:00Z, or 2026-03-14 for the start of that day, UTC."),
        ("to", "Created before this time or day."),
        ("model", "Created by this model."),
        ("version", "Created by this model version."),
        ("source", "Images from this source."),
        ("reviewed", "Whether the prediction was reviewed: true or false."),
        ("image", "The image with this SHA-256."),
        ("scores", "yolo: true appends the confidence to each line."),
        ("bom", "csv: true adds a byte-order mark at the start, for Excel."),
    ];

    private readonly Option<string[]>[] _options =
        [.. Parameters.Select(parameter => new Option<string[]>(OptionOf(parameter.Name)) { Description = parameter.Description, HelpName = "VALUE" })];

    private readonly Option<string[]> _metadata = new("--metadata") { Description = "Metadata of the image: NAME=VALUE.", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        foreach (var option in _options.Append(_metadata))
        {
            command.Add(option);
        }
    }

    /// <summary>Returns the options as query parameters.</summary>
    public IQueryCollection Read(ParseResult parsed)
    {
        var query = new Dictionary<string, StringValues>();
        foreach (var (parameter, option) in Parameters.Zip(_options))
        {
            if (parsed.GetValue(option) is { Length: > 0 } values)
            {
                query[parameter.Name] = values;
            }
        }

        foreach (var entry in parsed.GetValue(_metadata) ?? [])
        {
            var (name, value) = entry.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (entry[..at], entry[(at + 1)..]) : (entry, "");
            var key = "metadata." + name;
            query[key] = StringValues.Concat(query.GetValueOrDefault(key), value);
        }

        return new QueryCollection(query);
    }

    /// <summary>Returns the option of a parameter.</summary>
    public static string OptionOf(string parameter) =>
        parameter.StartsWith("metadata", StringComparison.Ordinal) ? "--metadata" : "--" + parameter.Replace('_', '-');
}
