using System.Text.Json.Serialization;
using VisionSystem.Contracts;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>The answer to an image.</summary>
/// <param name="Id">The prediction's id, under which it is found again.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Image">The image; boxes are in its pixels.</param>
/// <param name="Detections">Highest confidence first.</param>
/// <param name="TimingsMs">Milliseconds per phase.</param>
/// <param name="Provider">The execution provider that ran the model.</param>
/// <param name="Recorded">Whether the prediction is kept.</param>
internal sealed record DetectResponse(
    Guid Id,
    ModelReference Model,
    ImageReference Image,
    IReadOnlyList<Detection> Detections,
    Timings TimingsMs,
    string Provider,
    bool Recorded)
{
    /// <summary>What was odd about the image, see <see cref="ImageWarnings"/>; left out where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>A classifier's answer to an image.</summary>
/// <param name="Id">The prediction's id, under which it is found again.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Image">The image.</param>
/// <param name="Classifications">Likeliest first.</param>
/// <param name="TimingsMs">Milliseconds per phase.</param>
/// <param name="Provider">The execution provider that ran the model.</param>
/// <param name="Recorded">Whether the prediction is kept.</param>
internal sealed record ClassifyResponse(
    Guid Id,
    ModelReference Model,
    ImageReference Image,
    IReadOnlyList<ClassScore> Classifications,
    Timings TimingsMs,
    string Provider,
    bool Recorded)
{
    /// <summary>What was odd about the image, see <see cref="ImageWarnings"/>; left out where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>What is odd about an image that could be answered all the same.</summary>
internal static class ImageWarnings
{
    /// <summary>Names the warnings of an answer that is a picture, comma separated.</summary>
    public const string Header = "X-Warnings";

    private static readonly string[] Truncated = ["truncated"];

    /// <summary><c>truncated</c>: the file ends early, behind its last pixel; null for none.</summary>
    public static IReadOnlyList<string>? Of(in ImageHeader header) => header.Truncated ? Truncated : null;
}

/// <summary>The JSON of this service's own answers.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DetectResponse))]
[JsonSerializable(typeof(ClassifyResponse))]
internal sealed partial class InferenceJson : JsonSerializerContext;
