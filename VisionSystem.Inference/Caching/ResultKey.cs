using System.Globalization;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Caching;

/// <summary>Identifies a result by everything that it depends on: tenant, image bytes, model and parameters.</summary>
internal static class ResultKey
{
    /// <param name="tenant">Results are never shared between tenants: a hit would reveal that another tenant sent the image.</param>
    /// <param name="imageSha256">The image's SHA-256.</param>
    /// <param name="model">The model, identified by its fingerprint.</param>
    /// <param name="parameters">The parameters; response-only ones are excluded.</param>
    /// <param name="classes">The requested classes, as sent.</param>
    public static string Of(string tenant, string imageSha256, ModelDescription model, in DetectionParameters parameters, string? classes)
    {
        var (paper, scale) = (parameters.Conversion.EffectiveBackground, parameters.Conversion.Scale);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{tenant}/{imageSha256}/{model.Fingerprint}/{parameters.Task}/{parameters.Masks}/{parameters.Confidence:R}/{parameters.Iou:R}/{parameters.MaxDetections}/{paper.Red:x2}{paper.Green:x2}{paper.Blue:x2}/{scale}/{classes}");
    }
}
