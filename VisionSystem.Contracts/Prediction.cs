using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>
/// The result of one model on one image: the record that inference-service spools and logging-service stores and serves.
/// </summary>
public sealed record Prediction
{
    /// <summary>The maximum length of <see cref="Source"/>, characters.</summary>
    public const int MaxSourceLength = PredictionText.MaxLength;

    /// <summary>
    /// The UUIDv7 that inference-service assigns, so that a repeated delivery changes nothing. Its millisecond is that of
    /// <see cref="CreatedAt"/>, so that ids sort by time.
    /// </summary>
    public required Guid Id { get; init; }

    /// <summary>The time of the response, UTC, stored to the microsecond.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The tenant that owns the prediction; <c>default</c> without authentication. See <see cref="TenantName"/>.</summary>
    public required string Tenant { get; init; }

    /// <summary>The model.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>The image.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>The size of the image as sent, bytes.</summary>
    public required long ImageBytes { get; init; }

    /// <summary>The colour mode of the file: <c>rgb</c>, <c>rgba</c>, <c>gray</c>, <c>cmyk</c> or <c>palette</c>.</summary>
    public required string ColorMode { get; init; }

    /// <summary>The file name from the client; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Filename { get; init; }

    /// <summary>The origin of the image, named by the caller: a camera, a line, an uploader. At most <see cref="MaxSourceLength"/> characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>Searchable entries from the caller, within the bounds of <see cref="PredictionMetadata"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The mean luma of the image, 0 (black) to 1 (white); null if it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Brightness { get; init; }

    /// <summary>The detections, highest confidence first.</summary>
    public required IReadOnlyList<Detection> Detections { get; init; }

    /// <summary>The classes of a classifier, most probable first; <see cref="Detections"/> is then empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClassScore>? Classifications { get; init; }

    /// <summary>The processing times, milliseconds.</summary>
    public required Timings TimingsMs { get; init; }

    /// <summary>The execution provider that ran the model: <c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The thresholds of the prediction.</summary>
    public required PredictionParameters Parameters { get; init; }

    /// <summary>The newest review; ignored in deliveries.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Review? Review { get; init; }
}

/// <summary>The thresholds of a prediction.</summary>
/// <param name="Confidence">The minimum score of a detection, 0..1.</param>
/// <param name="Iou">The overlap above which the lower-scored of two boxes of a class is suppressed, 0..1.</param>
/// <param name="MaxDetections">The maximum number of detections.</param>
public sealed record PredictionParameters(float Confidence, float Iou, int MaxDetections);

/// <summary>The model of a prediction.</summary>
/// <param name="Name">The name in the model repository, for example <c>yolov8n</c>.</param>
/// <param name="Version">
/// The version folder, otherwise the version in the file's metadata, then <c>+</c> and the first 8 hexadecimal digits of the
/// SHA-256 of its files (<c>1.0.0+0a1b2c3d</c>); the first 12 digits alone if no version is stated.
/// </param>
/// <param name="Task"><c>detect</c>, <c>segment</c>, <c>pose</c>, <c>obb</c> or <c>classify</c>.</param>
public sealed record ModelReference(string Name, string Version, string Task)
{
    /// <summary>The task whose predictions have classifications instead of detections.</summary>
    public const string Classify = "classify";
}

/// <summary>The image of a prediction.</summary>
/// <param name="Width">The width in pixels, EXIF orientation applied.</param>
/// <param name="Height">The height in pixels, EXIF orientation applied.</param>
/// <param name="Sha256">The SHA-256 of the bytes as sent, 64 lower-case hexadecimal digits; the key in the image store.</param>
/// <param name="Format">The file format: <c>jpeg</c>, <c>png</c>, <c>webp</c>, <c>gif</c>, <c>bmp</c>, <c>tiff</c> or <c>avif</c>.</param>
public sealed record ImageReference(int Width, int Height, string Sha256, string Format);

/// <summary>The address of the bytes of an image.</summary>
/// <param name="Url">
/// An absolute address in the object store that requires no credentials, or the path of the API's route
/// (<c>/v1/images/{sha256}</c>), which requires the usual ones.
/// </param>
/// <param name="ExpiresAt">The expiry of the address, UTC; null if it is valid while the image exists.</param>
public sealed record ImageLink(string Url, DateTimeOffset? ExpiresAt);

/// <summary>
/// The processing times of one image, milliseconds, ≥ 0. <see cref="Total"/> is at least the sum of the phases.
/// </summary>
/// <param name="Decode">The time to decode the image.</param>
/// <param name="Preprocess">The time to scale the image into the input tensor.</param>
/// <param name="Queue">The wait in the queue of the model.</param>
/// <param name="Inference">The time of the model run.</param>
/// <param name="Postprocess">The time to decode and filter the output.</param>
/// <param name="Total">The time from the last byte of the request to the detections.</param>
public sealed record Timings(double Decode, double Preprocess, double Queue, double Inference, double Postprocess, double Total);
