using System.Globalization;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Caching;

/// <summary>Names an answer by all that it depends on: whose it is, the image's bytes, the model, what was asked.</summary>
internal static class ResultKey
{
    /// <param name="tenant">Answers are not shared between tenants: that one has seen an image is not the other's business.</param>
    /// <param name="imageSha256">The image's SHA-256.</param>
    /// <param name="model">The model, by its fingerprint.</param>
    /// <param name="parameters">What was asked of it, but for the form of the answer.</param>
    /// <param name="classes">The classes that were asked for, as they were.</param>
    public static string Of(string tenant, string imageSha256, ModelDescription model, in DetectionParameters parameters, string? classes)
    {
        var (paper, scale) = (parameters.Conversion.EffectiveBackground, parameters.Conversion.Scale);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{tenant}/{imageSha256}/{model.Fingerprint}/{parameters.Task}/{parameters.Masks}/{parameters.Confidence:R}/{parameters.Iou:R}/{parameters.MaxDetections}/{paper.Red:x2}{paper.Green:x2}{paper.Blue:x2}/{scale}/{classes}");
    }
}
