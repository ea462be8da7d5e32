using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VisionSystem.Contracts;
using VisionSystem.Logging.Exports.Coco;
using VisionSystem.Logging.Exports.LabelStudio;

namespace VisionSystem.Logging.Exports;

/// <summary>The JSON contracts of exports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CocoInfo))]
[JsonSerializable(typeof(CocoImage))]
[JsonSerializable(typeof(CocoAnnotation))]
[JsonSerializable(typeof(CocoCategory))]
[JsonSerializable(typeof(CocoResult))]
[JsonSerializable(typeof(RunLengthMask))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<float>>))]
[JsonSerializable(typeof(LabelStudioTask))]
internal sealed partial class ExportJson : JsonSerializerContext;

/// <summary>Writes the items of a JSON array, one per line, separated by commas.</summary>
internal sealed class JsonItems<T>(PipeWriter output, JsonTypeInfo<T> type) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output);

    /// <summary>The number of items written so far.</summary>
    public int Count { get; private set; }

    public void Add(T item)
    {
        output.Write(Count++ == 0 ? "\n"u8 : ",\n"u8);
        JsonSerializer.Serialize(_json, item, type);
        _json.Flush();
        _json.Reset();
    }

    public void Dispose() => _json.Dispose();
}
