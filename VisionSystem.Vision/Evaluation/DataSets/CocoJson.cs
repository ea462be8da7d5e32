using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>A COCO data set file; what is not measured by is left in the file.</summary>
internal sealed record CocoFile(List<CocoImage>? Images, List<CocoAnnotation>? Annotations, List<CocoCategory>? Categories);

internal sealed record CocoImage(long Id, string? FileName);

/// <param name="Id">For messages.</param>
/// <param name="ImageId">The image.</param>
/// <param name="CategoryId">The class.</param>
/// <param name="Bbox">Left, top, width, height in pixels.</param>
/// <param name="Area">Square pixels of the outline.</param>
/// <param name="IsCrowd">1 for a crowd.</param>
internal sealed record CocoAnnotation(
    long Id, long ImageId, long CategoryId, double[]? Bbox, double? Area, [property: JsonPropertyName("iscrowd")] int IsCrowd);

internal sealed record CocoCategory(long Id, string? Name);

/// <summary>One entry of a COCO results file.</summary>
internal sealed record CocoResult(long ImageId, long CategoryId, double[]? Bbox, double? Score);

/// <summary>Results in the shape of a data set, as some tools write them: the annotations have scores.</summary>
internal sealed record CocoScoredFile(List<CocoResult>? Annotations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CocoFile))]
[JsonSerializable(typeof(CocoScoredFile))]
[JsonSerializable(typeof(List<CocoResult>))]
internal sealed partial class CocoJson : JsonSerializerContext
{
    /// <exception cref="DataSetException">It is no such file; the message names line and place.</exception>
    public static CocoFile ReadFile(string file) => Read(file, "COCO data set", Default.CocoFile);

    /// <exception cref="DataSetException">It is no such file; the message names line and place.</exception>
    public static List<CocoResult> ReadResults(string file) => IsObject(file)
        ? Read(file, "COCO results file", Default.CocoScoredFile).Annotations ?? throw new DataSetException($"{file} is no COCO results file: it holds no list")
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

    private static T Read<T>(string file, string what, JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, type) ?? throw new DataSetException($"{file} is no {what}: it is null");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new DataSetException($"{file}{place} is no {what}: {(e.Path is null or "$" ? "" : e.Path + ": ")}{Reason(e)}", e);
        }
    }

    /// <summary>The message without the places that were said already.</summary>
    private static string Reason(JsonException e) => e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
}
