using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Reviews;

/// <summary>Validates a review before it is stored. Error keys have the form <c>boxes[3].class</c>.</summary>
internal static class ReviewRules
{
    private const int MaxBoxes = 1000;
    private const int MaxNoteLength = 4000;

    public static void Check(ReviewDraft review, Prediction prediction, FieldErrors errors)
    {
        errors.Require(review.Verdict is ReviewDraft.Correct or ReviewDraft.Wrong, "verdict", $"{ReviewDraft.Correct} or {ReviewDraft.Wrong} is expected");
        errors.Require(review is not { Verdict: ReviewDraft.Correct, Boxes: not null }, "boxes", "not allowed with verdict correct; put objects that the prediction lacks into missed");
        CheckBoxes(review.Boxes, "boxes", prediction, errors);
        CheckBoxes(review.Missed, "missed", prediction, errors);
        errors.Require(review.Reviewer is null || PredictionText.IsName(review.Reviewer), "reviewer", PredictionText.NameRule);
        errors.Require(review.Note is null || (review.Note is { Length: > 0 and <= MaxNoteLength } note && PredictionText.IsStorable(note)), "note", $"1 to {MaxNoteLength} characters are expected, without U+0000 and unpaired surrogates");
    }

    private static void CheckBoxes(IReadOnlyList<ReviewedBox?>? boxes, string at, Prediction prediction, FieldErrors errors)
    {
        if (boxes is null)
        {
            return;
        }

        errors.Require(prediction.Model.Task != ModelReference.Classify, at, "a classification has no boxes");
        errors.Require(boxes.Count <= MaxBoxes, at, $"at most {MaxBoxes} boxes are accepted, not {boxes.Count}");
        for (var i = 0; i < Math.Min(boxes.Count, MaxBoxes) && !errors.IsFull; i++)
        {
            errors.Require(PredictionText.IsName(boxes[i]?.Class), $"{at}[{i}].class", PredictionText.NameRule);
            errors.Require(boxes[i] is { } box && IsWithin(box.Box, prediction.Image), $"{at}[{i}].box", $"x1 < x2 from 0 to {prediction.Image.Width} and y1 < y2 from 0 to {prediction.Image.Height} are expected");
        }
    }

    /// <summary>Returns false for NaN, because every comparison with NaN is false.</summary>
    private static bool IsWithin(Box box, ImageReference image) =>
        box.X1 >= 0 && box.X1 < box.X2 && box.X2 <= image.Width && box.Y1 >= 0 && box.Y1 < box.Y2 && box.Y2 <= image.Height;
}
