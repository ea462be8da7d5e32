using System.Text.Json;
using System.Text.Json.Serialization;
using VisionSystem.Contracts;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Caching;

/// <summary>The cached part of a result: everything except the timings and the model, which the key identifies.</summary>
/// <param name="Header">The image's header.</param>
/// <param name="Detections">Highest confidence first.</param>
/// <param name="Classifications">Scores of a classifier; null for other models.</param>
/// <param name="Brightness">The image's mean luma, 0 to 1.</param>
internal sealed record CachedResult(
    ImageHeader Header, IReadOnlyList<Detection> Detections, IReadOnlyList<ClassScore>? Classifications, double? Brightness)
{
    public static byte[] Write(InferenceResult result) =>
        JsonSerializer.SerializeToUtf8Bytes(new CachedResult(result.Header, result.Detections, result.Classifications, result.Brightness), CacheJson.Default.CachedResult);

    /// <returns>Null if the JSON does not match, as entries in Redis from another version of this service may not.</returns>
    public static CachedResult? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CacheJson.Default.CachedResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(CachedResult))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class CacheJson : JsonSerializerContext;
