using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>
/// One image, one model, what was seen: the record that inference-service spools and logging-service keeps and serves.
/// </summary>
public sealed record Prediction
{
    /// <summary>The longest <see cref="Source"/>, in characters.</summary>
    public const int MaxSourceLength = PredictionText.MaxLength;

    /// <summary>
    /// UUIDv7 given by inference-service, so that a repeated delivery changes nothing; of the millisecond of
    /// <see cref="CreatedAt"/>, so that the order of ids is the order of time.
    /// </summary>
    public required Guid Id { get; init; }

    /// <summary>When the image was answered, UTC, kept to the microsecond.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whose it is; <c>default</c> without authentication. See <see cref="TenantName"/>.</summary>
    public required string Tenant { get; init; }

    public required ModelReference Model { get; init; }

    public required ImageReference Image { get; init; }

    /// <summary>Bytes of the image as sent.</summary>
    public required long ImageBytes { get; init; }

    /// <summary>How the file stores colour: <c>rgb</c>, <c>rgba</c>, <c>gray</c>, <c>cmyk</c> or <c>palette</c>.</summary>
    public required string ColorMode { get; init; }

    /// <summary>The file name the client sent, if it sent one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Filename { get; init; }

    /// <summary>Where the image came from, as the caller names it: a camera, a line, an uploader. At most <see cref="MaxSourceLength"/> characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>What the caller said about the image, to find it by; bounded as <see cref="PredictionMetadata"/> says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>How bright the image is: the mean luma of its pixels, 0 (black) to 1 (white); absent where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Brightness { get; init; }

    /// <summary>Highest confidence first.</summary>
    public required IReadOnlyList<Detection> Detections { get; init; }

    /// <summary>What a classifier makes of the whole image, likeliest first; then <see cref="Detections"/> is empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClassScore>? Classifications { get; init; }

    public required Timings TimingsMs { get; init; }

    /// <summary>The execution provider that ran the model: <c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The thresholds that shaped the answer.</summary>
    public required PredictionParameters Parameters { get; init; }

    /// <summary>The newest of the reviews; what a delivery says here is not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Review? Review { get; init; }
}

/// <summary>The thresholds a prediction was made with.</summary>
/// <param name="Confidence">Lowest score that was kept, 0..1.</param>
/// <param name="Iou">Overlap above which the lower-scored of two boxes of a class was dropped, 0..1.</param>
/// <param name="MaxDetections">At most so many detections were kept.</param>
public sealed record PredictionParameters(float Confidence, float Iou, int MaxDetections);
