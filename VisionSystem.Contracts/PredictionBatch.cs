namespace VisionSystem.Contracts;

/// <summary>
/// The delivery from inference-service to logging-service: <c>POST /v1/predictions/batch</c>, <c>multipart/form-data</c>.
/// The first part is <see cref="PredictionsPart"/> (<c>application/json</c>, an array of <see cref="Prediction"/>), followed by
/// one part <see cref="ImagePart"/> per distinct image with the image's SHA-256 as its file name. An image that logging-service
/// stores already may be omitted.
/// </summary>
public static class PredictionBatch
{
    /// <summary>The path of the route.</summary>
    public const string Path = "/v1/predictions/batch";

    /// <summary>The name of the part with the predictions.</summary>
    public const string PredictionsPart = "predictions";

    /// <summary>The name of the parts with the images.</summary>
    public const string ImagePart = "image";

    /// <summary>The maximum number of predictions in one delivery.</summary>
    public const int MaxPredictions = 256;
}

/// <summary>The result of a delivery.</summary>
/// <param name="Accepted">The number of predictions that were stored.</param>
/// <param name="Duplicates">The number of predictions that were stored before and are unchanged.</param>
public sealed record BatchReceipt(int Accepted, int Duplicates);
