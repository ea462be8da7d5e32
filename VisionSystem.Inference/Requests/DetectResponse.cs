using System.Text.Json;
using System.Text.Json.Serialization;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>The response to an image.</summary>
/// <param name="Id">The id of the prediction.</param>
/// <param name="Model">The model that ran.</param>
/// <param name="Image">The image; boxes are in its pixels.</param>
/// <param name="Detections">Highest confidence first.</param>
/// <param name="TimingsMs">Milliseconds per phase.</param>
/// <param name="Provider">The execution provider that ran the model.</param>
/// <param name="Recorded">True if the prediction is recorded.</param>
internal sealed record DetectResponse(
    Guid Id,
    ModelReference Model,
    ImageReference Image,
    IReadOnlyList<Detection> Detections,
    Timings TimingsMs,
    string Provider,
    bool Recorded)
{
    /// <summary><c>truncated</c> if the file of the image ends early; omitted without warnings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    public static DetectResponse Of(Prediction prediction, bool recorded, IReadOnlyList<string>? warnings) =>
        new(prediction.Id, prediction.Model, prediction.Image, prediction.Detections, prediction.TimingsMs, prediction.Provider, recorded) { Warnings = warnings };
}

/// <summary>The response of a classifier to an image.</summary>
/// <param name="Id">The id of the prediction.</param>
/// <param name="Model">The model that ran.</param>
/// <param name="Image">The image.</param>
/// <param name="Classifications">Most probable class first.</param>
/// <param name="TimingsMs">Milliseconds per phase.</param>
/// <param name="Provider">The execution provider that ran the model.</param>
/// <param name="Recorded">True if the prediction is recorded.</param>
internal sealed record ClassifyResponse(
    Guid Id,
    ModelReference Model,
    ImageReference Image,
    IReadOnlyList<ClassScore> Classifications,
    Timings TimingsMs,
    string Provider,
    bool Recorded)
{
    /// <inheritdoc cref="DetectResponse.Warnings"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }

    public static ClassifyResponse Of(Prediction prediction, bool recorded, IReadOnlyList<string>? warnings) =>
        new(prediction.Id, prediction.Model, prediction.Image, prediction.Classifications!, prediction.TimingsMs, prediction.Provider, recorded) { Warnings = warnings };
}

/// <summary>
/// The response to several images: <c>{"results": […], "count": n}</c> in the order of the request. Each result is the response
/// to the image alone, or <c>{"error": problem}</c> with the <c>index</c> of the image, from 0.
/// </summary>
/// <param name="results">One result per image.</param>
internal sealed class BatchResponse(IReadOnlyList<IResult> results) : IResult
{
    public const string Results = "results";
    public const string Error = "error";
    public const string Index = "index";
    public const string Count = "count";

    /// <summary>The problem of the first image; null without one.</summary>
    public ProblemResult? FirstProblem => results[0] as ProblemResult;

    /// <summary>True if at least one image has a result.</summary>
    public bool HasResult => results.Any(result => result is not ProblemResult);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteStartArray(Results);
            for (var index = 0; index < results.Count; index++)
            {
                Write(json, httpContext, index);
            }

            json.WriteEndArray();
            json.WriteNumber(Count, results.Count);
            json.WriteEndObject();
        }

        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, HttpContext httpContext, int index)
    {
        if (results[index] is ProblemResult problem)
        {
            json.WriteStartObject();
            json.WriteStartObject(Error);
            json.WriteNumber(Index, index);
            problem.WriteMembers(json, httpContext);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        var value = ((IValueHttpResult)results[index]).Value!;
        JsonSerializer.Serialize(json, value, InferenceJson.Default.GetTypeInfo(value.GetType())!);
    }
}

/// <summary>The response to <c>format=image</c>: the image as an upright JPEG with the detections drawn.</summary>
internal sealed class AnnotatedImage(ReadOnlyMemory<byte> jpeg, Guid id) : IResult
{
    /// <summary>Response header with the id of the prediction.</summary>
    public const string IdHeader = "X-Prediction-Id";

    /// <summary>Irregularities of the image; null without any.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "image/jpeg";
        httpContext.Response.ContentLength = jpeg.Length;
        httpContext.Response.Headers[IdHeader] = id.ToString();
        if (Warnings is not null)
        {
            httpContext.Response.Headers[ImageWarnings.Header] = string.Join(", ", Warnings);
        }

        await httpContext.Response.Body.WriteAsync(jpeg, httpContext.RequestAborted);
    }
}

/// <summary>Irregularities of an image that do not prevent a result.</summary>
internal static class ImageWarnings
{
    /// <summary>Response header of an annotated image: the warnings, comma-separated.</summary>
    public const string Header = "X-Warnings";

    private static readonly string[] Truncated = ["truncated"];

    /// <summary><c>truncated</c> if the file ends early, after its last pixel; null without warnings.</summary>
    public static IReadOnlyList<string>? Of(in ImageHeader header) => header.Truncated ? Truncated : null;
}

/// <summary>JSON metadata of the responses of the image tasks.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DetectResponse))]
[JsonSerializable(typeof(ClassifyResponse))]
internal sealed partial class InferenceJson : JsonSerializerContext;
