using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>The source-generated JSON metadata of the wire types: snake_case, strict numbers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(IReadOnlyList<Prediction>))]
[JsonSerializable(typeof(IReadOnlyList<Detection>))]
[JsonSerializable(typeof(IReadOnlyList<ClassScore>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(PredictionPage))]
[JsonSerializable(typeof(PredictionStats))]
[JsonSerializable(typeof(PredictionDrift))]
[JsonSerializable(typeof(BatchReceipt))]
[JsonSerializable(typeof(ReviewDraft))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(IReadOnlyList<Review>))]
[JsonSerializable(typeof(ReviewHistory))]
[JsonSerializable(typeof(ReviewQueuePage))]
[JsonSerializable(typeof(RemovalReport))]
[JsonSerializable(typeof(ImageLink))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(CreatedApiKey))]
[JsonSerializable(typeof(ApiKeySnapshot))]
[JsonSerializable(typeof(ApiKeyUsage))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditBatch))]
[JsonSerializable(typeof(TenantList))]
[JsonSerializable(typeof(TenantRequest))]
[JsonSerializable(typeof(TenantDetails))]
[JsonSerializable(typeof(TenantRemovalReport))]
public sealed partial class WireJson : JsonSerializerContext;
