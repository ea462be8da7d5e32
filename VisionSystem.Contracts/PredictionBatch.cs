namespace VisionSystem.Contracts;

/// <summary>
/// The delivery from inference-service to logging-service: <c>POST /v1/predictions/batch</c>, <c>multipart/form-data</c>.
/// First one part <see cref="PredictionsPart"/> (<c>application/json</c>, an array of <see cref="Prediction"/>), then one
/// part <see cref="ImagePart"/> per distinct image, its file name the image's SHA-256. An image that logging-service holds
/// already may be left out.
/// </summary>
public static class PredictionBatch
{
    public const string Path = "/v1/predictions/batch";
    public const string PredictionsPart = "predictions";
    public const string ImagePart = "image";

    /// <summary>The most predictions in one delivery.</summary>
    public const int MaxPredictions = 256;
}
