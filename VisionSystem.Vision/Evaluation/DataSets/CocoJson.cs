using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>A COCO data set file, reduced to the fields of the evaluation.</summary>
internal sealed record CocoFile(List<CocoImage>? Images, List<CocoAnnotation>? Annotations, List<CocoCategory>? Categories);

internal sealed record CocoImage(long Id, string? FileName);

/// <summary>An annotated object.</summary>
/// <param name="Id">The annotation's id, for messages.</param>
/// <param name="ImageId">The image's id.</param>
/// <param name="CategoryId">The category's id.</param>
/// <param name="Bbox">Left, top, width and height in pixels.</param>
/// <param name="Area">The area of the outline in square pixels.</param>
/// <param name="IsCrowd">1 for a crowd.</param>
internal sealed record CocoAnnotation(
    long Id, long ImageId, long CategoryId, double[]? Bbox, double? Area, [property: JsonPropertyName("iscrowd")] int IsCrowd);

internal sealed record CocoCategory(long Id, string? Name);

/// <summary>An entry of a COCO results file.</summary>
internal sealed record CocoResult(long ImageId, long CategoryId, double[]? Bbox, double? Score);

/// <summary>Results in the form of a data set with scored annotations, as some tools write them.</summary>
internal sealed record CocoScoredFile(List<CocoResult>? Annotations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CocoFile))]
[JsonSerializable(typeof(CocoScoredFile))]
[JsonSerializable(typeof(List<CocoResult>))]
internal sealed partial class CocoJson : JsonSerializerContext
{
    /// <summary>Reads a data set file.</summary>
    /// <exception cref="DataSetException">The file has another format; the message names the line and position.</exception>
    public static CocoFile ReadFile(string file) => Read(file, "COCO data set", Default.CocoFile);

    /// <summary>Reads a results file.</summary>
    /// <exception cref="DataSetException">The file has another format; the message names the line and position.</exception>
    public static List<CocoResult> ReadResults(string file) => IsObject(file)
        ? Read(file, "COCO results file", Default.CocoScoredFile).Annotations ?? throw new DataSetException($"{file} is not a COCO results file: it contains no list")
        : Read(file, "COCO results file", Default.ListCocoResult);

    private static bool IsObject(string file)
    {
        using var reader = File.OpenText(file);
        int character;
        do
        {
            character = reader.Read();
        }
        while (character >= 0 && char.IsWhiteSpace((char)character));
        return character == '{';
    }

    private static T Read<T>(string file, string kind, JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, type) ?? throw new DataSetException($"{file} is not a {kind}: it is null");
        }
        catch (JsonException e)
        {
            var position = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new DataSetException($"{file}{position} is not a {kind}: {(e.Path is null or "$" ? "" : e.Path + ": ")}{Reason(e)}", e);
        }
    }

    /// <summary>Returns the message without the position, which the caller has already stated.</summary>
    private static string Reason(JsonException e) => e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
}
