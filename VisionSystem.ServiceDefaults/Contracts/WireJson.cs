using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.ServiceDefaults.Contracts;

/// <summary>The JSON of everything that crosses the wire: snake_case, source-generated.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(IReadOnlyList<Prediction>))]
[JsonSerializable(typeof(IReadOnlyList<Detection>))]
[JsonSerializable(typeof(IReadOnlyList<ClassScore>))]
[JsonSerializable(typeof(PredictionPage))]
[JsonSerializable(typeof(BatchReceipt))]
[JsonSerializable(typeof(ImageLink))]
public sealed partial class WireJson : JsonSerializerContext;
