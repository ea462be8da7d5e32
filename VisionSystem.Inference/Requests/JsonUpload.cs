using System.Text.Json;
using Microsoft.Net.Http.Headers;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>Reads a JSON object: images as base64 in <c>image</c>, parameters under their names.</summary>
internal static class JsonUpload
{
    private static readonly string[] NotPlain = ["must be a string, a number, true or false"];
    private static readonly string[] NotClasses = ["must be an array of class names without a comma, or of class ids"];
    private static readonly string[] NotUrls = ["must be a URL; with batch=true an array of URLs"];
    private static readonly string[] NotMetadata = [$"must be a JSON object of at most {UploadFields.MaxTextBytes} bytes"];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static bool IsType(MediaTypeHeaderValue? type) =>
        type is not null
        && (type.MediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    /// <summary>True if the body starts like a JSON object.</summary>
    public static bool Matches(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        body = body.TrimStart(" \t\r\n"u8);
        return body is [(byte)'{', ..] && body[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];
    }

    /// <summary>Reads the fields. The images remain in the memory of the body, which the upload then owns.</summary>
    public static (ImageUpload?, ProblemResult?) Read(ImageBody body, UploadLimits limits)
    {
        try
        {
            var bytes = body.Memory.Span;
            var start = bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
            var reading = new Reading(start, limits);
            return reading.Read(bytes[start..]) is { } problem ? (null, problem) : reading.Decode(body);
        }
        catch (JsonException e)
        {
            return (null, Problems.MalformedBody.Result(
                $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. {ImageUpload.Accepted}"));
        }
        catch (InvalidOperationException)
        {
            return (null, Problems.MalformedBody.Result("A string in the JSON is not valid Unicode."));
        }
    }

    /// <summary>The state of reading one body.</summary>
    private sealed class Reading(int start, UploadLimits limits)
    {
        private readonly UploadFields _fields = new("JSON", "field");
        private readonly UploadTexts _images = new(limits);
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string[]> _errors = [];
        private bool _isList;

        public (ImageUpload?, ProblemResult?) Decode(ImageBody body) => _images.Decode(body, _fields, _isList);

        public ProblemResult? Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Problems.MalformedBody.Result($"The body is JSON but not an object. {ImageUpload.Accepted}");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (ReadField(ref reader, json) is { } problem)
                {
                    return problem;
                }
            }

            // Throws if data follows the object.
            reader.Read();
            return (_isList && _images.Count == 0 && _fields.Urls.Count == 0 && _errors.Count == 0 ? InferenceProblems.ImageMissing.Result($"The array 'image' is empty. {ImageUpload.Accepted}") : null)
                ?? (_errors.ContainsKey(UploadFields.ImageUrl) ? null : _fields.Refuse(_images.Count))
                ?? _images.Refuse()
                ?? (_errors.Count > 0 ? Problems.InvalidParameters.Result($"The body has {_errors.Count} invalid field(s).", _errors) : null);
        }

        private ProblemResult? ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
        {
            if (reader.ValueSpan.Length > UploadFields.MaxTextBytes)
            {
                return _fields.TooLong("the name of a field");
            }

            var name = reader.GetString()!;
            if (!_names.Add(name))
            {
                return Problems.MalformedBody.Result($"The field '{UploadFields.Truncate(name)}' is in the JSON more than once. Send each field once (several images: {{\"image\": [\"…\", \"…\"], \"batch\": true}}).");
            }

            if (_names.Count > UploadFields.MaxFields)
            {
                return _fields.TooManyFields();
            }

            reader.Read();
            if (name == UploadFields.Image)
            {
                ReadImages(ref reader);
                return null;
            }

            return name == UploadFields.ImageUrl ? ReadUrls(ref reader) : ReadParameter(name, ref reader, json);
        }

        private ProblemResult? ReadUrls(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                _isList = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (ReadUrl(ref reader) is { } problem)
                    {
                        return problem;
                    }
                }

                return null;
            }

            return reader.TokenType == JsonTokenType.Null ? null : ReadUrl(ref reader);
        }

        private ProblemResult? ReadUrl(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                if (reader.ValueSpan.Length > UploadFields.MaxTextBytes)
                {
                    return _fields.TooLong(UploadFields.ImageUrl);
                }

                _fields.AddUrl(reader.GetString()!);
                return null;
            }

            _errors[UploadFields.ImageUrl] = NotUrls;
            reader.Skip();
            return null;
        }

        private void ReadImages(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                ReadImage(ref reader);
                return;
            }

            _isList = true;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                ReadImage(ref reader);
            }
        }

        private void ReadImage(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                _images.Add(
                    start + (int)reader.TokenStartIndex + 1,
                    reader.ValueSpan.Length,
                    reader.ValueIsEscaped ? TextEscapes.Json : TextEscapes.None);
                return;
            }

            if (!_images.IsOverfull)
            {
                _images.AddUnreadable(Problems.MalformedBody.Result(
                    $"'image' in the JSON is {Described(reader.TokenType)}; it must be a string with base64 or a data URL."));
            }

            reader.Skip();
        }

        private ProblemResult? ReadParameter(string name, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    return null;
                case JsonTokenType.String when reader.ValueSpan.Length > UploadFields.MaxTextBytes:
                case JsonTokenType.Number when reader.ValueSpan.Length > UploadFields.MaxTextBytes:
                    return _fields.TooLong(name);
                case JsonTokenType.String:
                    _fields.Add(name, reader.GetString()!);
                    return null;
                case JsonTokenType.StartArray when name == "classes":
                    return ReadClasses(name, ref reader);
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    ReadNested(name, ref reader, json);
                    return null;
                default:
                    _fields.Add(name, UploadFields.Text(reader.ValueSpan));
                    return null;
            }
        }

        private ProblemResult? ReadClasses(string name, ref Utf8JsonReader reader)
        {
            var classes = new List<string>();
            var bytes = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                bytes += reader.ValueSpan.Length + 1;
                if (bytes > UploadFields.MaxTextBytes)
                {
                    return _fields.TooLong(name);
                }

                var entry = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString()!,
                    JsonTokenType.Number => UploadFields.Text(reader.ValueSpan),
                    _ => ",",
                };
                if (entry.Contains(',', StringComparison.Ordinal))
                {
                    _errors[name] = NotClasses;
                }

                classes.Add(entry);
                reader.Skip();
            }

            _fields.Add(name, string.Join(',', classes));
            return null;
        }

        /// <summary>Reads an array or an object, which is valid only for metadata.</summary>
        private void ReadNested(string name, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
        {
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            var nested = json[from..(int)reader.BytesConsumed];
            if (name == MetadataParameter.Whole && isObject && nested.Length <= UploadFields.MaxTextBytes)
            {
                _fields.Add(name, UploadFields.Text(nested));
                return;
            }

            // An unknown name is refused later, with the list of parameters.
            _fields.Add(name, "");
            if (DetectParameters.IsKnown(name))
            {
                _errors[name] = name == MetadataParameter.Whole ? NotMetadata : NotPlain;
            }
        }

        private static string Described(JsonTokenType token) => token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.Null => "null",
            JsonTokenType.Number => "a number",
            _ => "true or false",
        };
    }
}
