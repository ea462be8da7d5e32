using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Images;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Predictions.Batches;

/// <summary>What a delivered prediction must be before it is kept. Errors are keyed by <c>predictions[3].image.sha256</c>.</summary>
internal static class BatchRules
{
    private const int MaxNameLength = 255;

    public static FieldErrors Check(IReadOnlyList<Prediction?> predictions)
    {
        var errors = new FieldErrors();
        errors.Require(
            predictions.Count is > 0 and <= PredictionBatch.MaxPredictions,
            PredictionBatch.PredictionsPart, $"1 to {PredictionBatch.MaxPredictions} predictions are taken, not {predictions.Count}");
        for (var i = 0; i < predictions.Count && !errors.IsFull; i++)
        {
            Check(predictions[i], $"{PredictionBatch.PredictionsPart}[{i}]", errors);
        }
        return errors;
    }

    private static void Check(Prediction? prediction, string at, FieldErrors errors)
    {
        if (prediction is null)
        {
            errors.Add(at, "missing");
            return;
        }
        errors.Require(prediction.Id != Guid.Empty, $"{at}.id", "an id is needed");
        errors.Require(TenantName.IsValid(prediction.Tenant), $"{at}.tenant", "not a tenant name");
        errors.Require(prediction.ImageBytes > 0, $"{at}.image_bytes", "not positive");
        RequireName(prediction.ColorMode, $"{at}.color_mode", errors);
        RequireName(prediction.Provider, $"{at}.provider", errors);
        Check(prediction.Model, $"{at}.model", errors);
        Check(prediction.Image, $"{at}.image", errors);
        Check(prediction.Detections, $"{at}.detections", errors);
        Check(prediction.Classifications, $"{at}.classifications", errors);
        errors.Require(IsFinite(prediction.TimingsMs), $"{at}.timings_ms", "missing or not finite");
        errors.Require(
            prediction.Parameters is { } parameters && float.IsFinite(parameters.Confidence) && float.IsFinite(parameters.Iou),
            $"{at}.parameters", "missing or not finite");
    }

    private static void Check(ModelReference? model, string at, FieldErrors errors)
    {
        RequireName(model?.Name, $"{at}.name", errors);
        RequireName(model?.Version, $"{at}.version", errors);
        RequireName(model?.Task, $"{at}.task", errors);
    }

    private static void Check(ImageReference? image, string at, FieldErrors errors)
    {
        errors.Require(ImageKey.IsSha256(image?.Sha256), $"{at}.sha256", "64 lower-case hex digits are expected");
        errors.Require(image?.Width > 0, $"{at}.width", "not positive");
        errors.Require(image?.Height > 0, $"{at}.height", "not positive");
        RequireName(image?.Format, $"{at}.format", errors);
    }

    private static void Check(IReadOnlyList<Detection?>? detections, string at, FieldErrors errors)
    {
        errors.Require(detections is not null, at, "missing");
        for (var i = 0; i < detections?.Count && !errors.IsFull; i++)
        {
            var detection = detections[i];
            errors.Require(!string.IsNullOrEmpty(detection?.Class), $"{at}[{i}].class", "missing");
            errors.Require(detection is not null && float.IsFinite(detection.Confidence), $"{at}[{i}].confidence", "not finite");
            errors.Require(detection is not null && IsFinite(detection.Box), $"{at}[{i}].box", "not finite");
            errors.Require(detection is null || ShapeRules.AreFinite(detection), $"{at}[{i}]", "a shape is not finite");
        }
    }

    private static void Check(IReadOnlyList<ClassScore?>? classes, string at, FieldErrors errors)
    {
        for (var i = 0; i < classes?.Count && !errors.IsFull; i++)
        {
            errors.Require(!string.IsNullOrEmpty(classes[i]?.Class), $"{at}[{i}].class", "missing");
            errors.Require(float.IsFinite(classes[i]?.Confidence ?? float.NaN), $"{at}[{i}].confidence", "not finite");
        }
    }

    private static void RequireName(string? text, string at, FieldErrors errors) =>
        errors.Require(text is { Length: > 0 and <= MaxNameLength }, at, $"1 to {MaxNameLength} characters are expected");

    private static bool IsFinite(Box box) =>
        float.IsFinite(box.X1) && float.IsFinite(box.Y1) && float.IsFinite(box.X2) && float.IsFinite(box.Y2);

    private static bool IsFinite(Timings? timings) =>
        timings is not null
        && double.IsFinite(timings.Decode) && double.IsFinite(timings.Preprocess) && double.IsFinite(timings.Queue)
        && double.IsFinite(timings.Inference) && double.IsFinite(timings.Postprocess) && double.IsFinite(timings.Total);
}
