using System.Text.Json;
using System.Text.Json.Serialization;
using VisionSystem.Contracts;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Caching;

/// <summary>What is kept of an answer: all but the times and the model, which the key names.</summary>
/// <param name="Header">The image's header.</param>
/// <param name="Detections">Highest confidence first.</param>
/// <param name="Classifications">What a classifier said; null for other models.</param>
/// <param name="Brightness">The image's mean luma, 0 to 1.</param>
internal sealed record CachedResult(
    ImageHeader Header, IReadOnlyList<Detection> Detections, IReadOnlyList<ClassScore>? Classifications, double? Brightness)
{
    public static byte[] Write(InferenceResult answer) =>
        JsonSerializer.SerializeToUtf8Bytes(new CachedResult(answer.Header, answer.Detections, answer.Classifications, answer.Brightness), CacheJson.Default.CachedResult);

    /// <returns>Null where it is none, as what another version of this service left in Redis may be.</returns>
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
