using System.CommandLine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace VisionSystem.Cli.Data;

/// <summary>The parameters of a search as options: <c>--min-confidence 0.5</c> for <c>min_confidence=0.5</c>.</summary>
internal sealed class SearchOptions
{
    private static readonly (string Name, string Description)[] Parameters =
    [
        ("class", "Holds this class, in upper or lower case; several: any of them."),
        ("match", "any or all of the classes."),
        ("count", "Holds so many of a class: 'person>=3'."),
        ("min_confidence", "Surest object at least this sure, 0..1."),
        ("max_confidence", "Surest object at most this sure, 0..1."),
        ("from", "Made at this time or later: 2026-03-14T12:00:00Z, or 2026-03-14 for the beginning of that day, UTC."),
        ("to", "Made before this time, or before that day."),
        ("model", "Made by this model."),
        ("version", "Made by this version."),
        ("source", "Of photos from here."),
        ("reviewed", "true or false."),
        ("image", "On the photo of this SHA-256."),
        ("scores", "yolo: true ends each line with the confidence."),
        ("bom", "csv: true begins the file with a byte-order mark, for Excel."),
    ];

    private readonly Option<string[]>[] _options =
        [.. Parameters.Select(parameter => new Option<string[]>(OptionOf(parameter.Name)) { Description = parameter.Description, HelpName = "VALUE" })];

    private readonly Option<string[]> _metadata = new("--metadata") { Description = "Said of the photo: NAME=VALUE.", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        foreach (var option in _options.Append(_metadata))
        {
            command.Add(option);
        }
    }

    /// <summary>The options as a query string has them.</summary>
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

    /// <summary>The option that a parameter is given by.</summary>
    public static string OptionOf(string parameter) =>
        parameter.StartsWith("metadata", StringComparison.Ordinal) ? "--metadata" : "--" + parameter.Replace('_', '-');
}
