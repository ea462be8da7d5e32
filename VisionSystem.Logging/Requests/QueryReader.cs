using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.OpenApi;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Logging.Requests;

/// <summary>
/// Reads a query string parameter by parameter and records errors under the parameter's name. Parameters that no caller has
/// read are errors too. Each parameter is recorded with its description for the OpenAPI document.
/// </summary>
internal sealed class QueryReader(IQueryCollection query, FieldErrors errors, TimeProvider time)
{
    /// <summary>The parameters that select a page; they are not part of the search itself.</summary>
    public static readonly string[] PageParameters = ["order", "limit", "page_token"];

    public const int MaxTextLength = 255;

    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<OpenApiParameterInfo> _parameters = [];

    /// <summary>The parameters read so far, in order.</summary>
    public IReadOnlyList<OpenApiParameterInfo> Parameters => _parameters;

    /// <summary>The validation errors.</summary>
    public FieldErrors Errors => errors;

    public bool Has(string name) => query.ContainsKey(name);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The headers of the request.</summary>
    public IHeaderDictionary? Headers { private get; init; }

    public string? Text(string name, string description) => One(new(name, description), IsText, text => text, $"1 to {MaxTextLength} characters without U+0000 are expected");

    /// <summary>Reads a parameter that may be repeated.</summary>
    public IReadOnlyList<string> Texts(string name, string description, int most, params string[] words)
    {
        Register(new(name, description) { Values = words });
        var values = query[name];
        errors.Require(values.Count <= most, name, $"at most {most} values are accepted, not {values.Count}");
        errors.Require(values.All(IsText), name, $"1 to {MaxTextLength} characters without U+0000 are expected");
        return [.. values.OfType<string>().Take(most)];
    }

    /// <summary>Reads all parameters with a prefix, keyed by the rest of the name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Group(
        string prefix, string description, int most, Func<string, bool> isName, Func<string, bool> isValue, string rule)
    {
        _parameters.Add(new(prefix + "NAME", description));
        var found = query.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        _known.UnionWith(found);
        errors.Require(found.Length <= most, prefix + '*', $"at most {most} parameters are accepted, not {found.Length}");
        var entries = new List<KeyValuePair<string, string>>();
        foreach (var key in found.Take(most))
        {
            if (query[key] is [{ } value] && isName(key[prefix.Length..]) && isValue(value))
            {
                entries.Add(new(key[prefix.Length..], value));
            }
            else
            {
                errors.Add(key, rule);
            }
        }

        return entries;
    }

    /// <summary>Reads a time (<see cref="QueryTime"/>).</summary>
    public DateTimeOffset? Time(string name, string description) => Time(name, description, TimeZoneInfo.Utc);

    /// <summary>Reads a time; a date without a time is the start of that day in a zone.</summary>
    public DateTimeOffset? Time(string name, string description, TimeZoneInfo zone) =>
        One(new(name, description), text => QueryTime.Parse(text, zone) is not null, text => QueryTime.Parse(text, zone), QueryTime.Rule);

    public double? Number(string name, string description, double min, double max) => One<double?>(
        new(name, description, JsonSchemaType.Number),
        text => ParseNumber(text) is { } number && number >= min && number <= max,
        ParseNumber,
        string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max} is expected exactly once"));

    public int? Integer(string name, string description, int min, int max) => One<int?>(
        new(name, description, JsonSchemaType.Integer),
        text => ParseInteger(text) is { } number && number >= min && number <= max,
        ParseInteger,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max} is expected exactly once"));

    public string? Choice(string name, string description, params string[] words) =>
        One(new(name, description) { Values = words }, words.Contains, text => text, $"one of {string.Join(", ", words)} is expected exactly once");

    /// <summary>Reads a header; null if the header is missing.</summary>
    public T? Header<T>(string name, string description, Func<string, T?> read, string rule)
        where T : struct
    {
        _parameters.Add(new(name, description) { In = ParameterLocation.Header });
        if (Headers?[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        var value = read(text);
        errors.Require(value is not null, name, rule);
        return value;
    }

    /// <summary>Reads a parameter that may occur at most once.</summary>
    /// <param name="parameter">Its name and description.</param>
    /// <param name="accepts">True if a value is valid.</param>
    /// <param name="read">Converts a valid value.</param>
    /// <param name="rule">The expected form, for the error message.</param>
    public T? One<T>(OpenApiParameterInfo parameter, Func<string, bool> accepts, Func<string, T> read, string rule)
    {
        Register(parameter);
        if (!query.TryGetValue(parameter.Name, out var values))
        {
            return default;
        }

        if (values is [{ } text] && accepts(text))
        {
            return read(text);
        }

        errors.Add(parameter.Name, rule);
        return default;
    }

    /// <summary>Records an error for every parameter that was not read.</summary>
    public void RejectUnknown()
    {
        foreach (var name in query.Keys.Where(name => !_known.Contains(name)))
        {
            errors.Add(name, "unknown parameter; remove it or correct its name");
        }
    }

    /// <summary>Returns 64 bits of a hash of all parameters except the excluded ones, independent of their order.</summary>
    public ulong FingerprintWithout(params string[] names)
    {
        var text = string.Join('\n', query
            .Where(parameter => !names.Contains(parameter.Key))
            .SelectMany(parameter => parameter.Value.Select(value => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value ?? "")}"))
            .Order(StringComparer.Ordinal));
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private void Register(OpenApiParameterInfo parameter)
    {
        _known.Add(parameter.Name);
        _parameters.Add(parameter);
    }

    private static bool IsText(string? text) => text is { Length: > 0 and <= MaxTextLength } && !text.Contains('\0', StringComparison.Ordinal);

    private static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? ParseInteger(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
