using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>A model of the repository; members unknown before it is loaded are omitted.</summary>
/// <param name="Name"><c>NAME</c>, or <c>NAME/VERSION</c> for a requested version.</param>
/// <param name="State"><c>unloaded</c>, <c>loading</c>, <c>ready</c>, <c>failed</c>, <c>blind</c>, <c>faulted</c> or <c>removed</c>.</param>
internal sealed record ModelSummary(string Name, string State)
{
    /// <summary>The version in responses.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The version folders, lowest first: numbers for integers, strings otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(VersionListConverter))]
    public IReadOnlyList<string>? Versions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Task { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Classes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelInputSummary? Input { get; init; }

    /// <summary>Path of the file within the model folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>The size of the file and of its external weight files, in bytes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Provider { get; init; }

    /// <summary>The arithmetic if it differs from the file's: <c>float32</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Arithmetic { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LoadedAt { get; init; }

    /// <summary>Load time in milliseconds, including warm-up and golden probe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LoadMs { get; init; }

    /// <summary>Images processed successfully since the service started.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("photos")]
    public long? Images { get; init; }

    /// <summary>Images that failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Errors { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>The reason why it cannot be used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>The reason why the current file does not serve while a previous one does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PendingError { get; init; }

    public static ModelSummary Of(ModelState state, ModelFiles files)
    {
        var summary = new ModelSummary(state.Name, state.State)
        {
            Versions = files.Versions(state.Name) is { Count: > 0 } versions ? versions : null,
            Images = state.Usage?.Images,
            Errors = state.Usage?.Errors,
            LastUsed = state.Usage is { LastUsed: > 0 and var ticks } ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            Error = state.Error,
            PendingError = state.PendingError,
        };
        return state.Opened is not { Model: { Description: var description } model } opened ? summary : summary with
        {
            Version = description.Version,
            Task = description.Task,
            Classes = description.Labels,
            Input = new ModelInputSummary(description.InputWidth, description.InputHeight),
            File = files.WithoutFolder(description.File),
            Size = opened.Stamp.Length,
            Sha256 = description.Sha256,
            Provider = model.Provider,
            Arithmetic = description.Arithmetic,
            LoadedAt = opened.LoadedAt,
            LoadMs = Math.Round(opened.LoadTime.TotalMilliseconds, 1),
        };
    }
}

/// <summary>Writes integer versions as JSON numbers, for compatibility with clients from before versions could be text.</summary>
internal sealed class VersionListConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Summaries are write-only.");

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var version in value)
        {
            if (long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == version)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteStringValue(version);
            }
        }

        writer.WriteEndArray();
    }
}

/// <summary>The input size of a model in pixels.</summary>
internal sealed record ModelInputSummary(int Width, int Height);

/// <summary>The models, and the default one.</summary>
internal sealed record ModelList(string Default, IReadOnlyList<ModelSummary> Models);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelSummary))]
internal sealed partial class ModelJson : JsonSerializerContext;
