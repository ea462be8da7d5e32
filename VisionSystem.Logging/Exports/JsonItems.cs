using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VisionSystem.Logging.Exports;

/// <summary>Writes the items of a JSON array, one a line, with a comma between them.</summary>
internal sealed class JsonItems<T>(PipeWriter output, JsonTypeInfo<T> type) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output);

    /// <summary>How many there are by now.</summary>
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
