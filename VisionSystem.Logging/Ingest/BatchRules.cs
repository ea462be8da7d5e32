using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Ingest;

/// <summary>Validates delivered predictions. Error keys have the form <c>predictions[3].image.sha256</c>.</summary>
internal static class BatchRules
{
    public static FieldErrors Check(IReadOnlyList<Prediction?> predictions)
    {
        var errors = new FieldErrors();
        errors.Require(
            predictions.Count is > 0 and <= PredictionBatch.MaxPredictions,
            PredictionBatch.PredictionsPart, $"must contain 1 to {PredictionBatch.MaxPredictions} predictions, not {predictions.Count}");
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

        errors.Require(prediction.Id.Version == 7, $"{at}.id", "must be a UUID of version 7");
        errors.Require(
            prediction.Id.Version != 7 || PredictionId.IsOf(prediction.Id, prediction.CreatedAt),
            $"{at}.created_at", "must be the millisecond in the id");
        errors.Require(TenantName.IsValid(prediction.Tenant), $"{at}.tenant", "not a tenant name");
        errors.Require(prediction.ImageBytes > 0, $"{at}.image_bytes", "not positive");
        RequireName(prediction.ColorMode, $"{at}.color_mode", errors);
        RequireName(prediction.Provider, $"{at}.provider", errors);
        Check(prediction.Model, $"{at}.model", errors);
        Check(prediction.Image, $"{at}.image", errors);
        Check(prediction.Detections, $"{at}.detections", errors);
        Check(prediction.Classifications, $"{at}.classifications", errors);
        Check(prediction.Metadata, $"{at}.metadata", errors);
        errors.Require(prediction.Source is null || PredictionText.IsName(prediction.Source), $"{at}.source", PredictionText.NameRule);
        errors.Require(prediction.Brightness is null or (>= 0 and <= 1), $"{at}.brightness", "0 to 1 is expected");
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
        errors.Require(ImageKey.IsSha256(image?.Sha256), $"{at}.sha256", "must be 64 lower-case hex digits");
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
            RequireName(detection?.Class, $"{at}[{i}].class", errors);
            errors.Require(detection is not null && float.IsFinite(detection.Confidence), $"{at}[{i}].confidence", "not finite");
            errors.Require(detection is not null && IsFinite(detection.Box), $"{at}[{i}].box", "not finite");
            errors.Require(detection is null || ShapeRules.IsStorable(detection), $"{at}[{i}]", "a shape is not finite or contains U+0000");
        }
    }

    private static void Check(IReadOnlyList<ClassScore?>? classes, string at, FieldErrors errors)
    {
        for (var i = 0; i < classes?.Count && !errors.IsFull; i++)
        {
            RequireName(classes[i]?.Class, $"{at}[{i}].class", errors);
            errors.Require(float.IsFinite(classes[i]?.Confidence ?? float.NaN), $"{at}[{i}].confidence", "not finite");
        }
    }

    private static void Check(IReadOnlyDictionary<string, string>? metadata, string at, FieldErrors errors)
    {
        errors.Require(metadata is null or { Count: <= PredictionMetadata.MaxEntries }, at, $"must have at most {PredictionMetadata.MaxEntries} entries");
        errors.Require(
            metadata?.All(entry => PredictionMetadata.IsName(entry.Key) && PredictionMetadata.IsValue(entry.Value)) is not false,
            at, $"names must have 1 to 64 characters of A-Z a-z 0-9 _ . -; values must have at most {PredictionMetadata.MaxValueLength} characters without U+0000");
    }

    private static void RequireName(string? text, string at, FieldErrors errors) => errors.Require(PredictionText.IsName(text), at, PredictionText.NameRule);

    private static bool IsFinite(Box box) =>
        float.IsFinite(box.X1) && float.IsFinite(box.Y1) && float.IsFinite(box.X2) && float.IsFinite(box.Y2);

    private static bool IsFinite(Timings? timings) =>
        timings is not null
        && double.IsFinite(timings.Decode) && double.IsFinite(timings.Preprocess) && double.IsFinite(timings.Queue)
        && double.IsFinite(timings.Inference) && double.IsFinite(timings.Postprocess) && double.IsFinite(timings.Total);
}
