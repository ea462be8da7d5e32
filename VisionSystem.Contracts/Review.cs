using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>A person's review of a prediction, as submitted.</summary>
public record ReviewDraft
{
    /// <summary>The maximum size of a review in JSON, bytes; enough for the maximum number of boxes with names of maximum length.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The verdict for correct detections.</summary>
    public const string Correct = "correct";

    /// <summary>The verdict for wrong detections; <see cref="Boxes"/> has the correct ones.</summary>
    public const string Wrong = "wrong";

    /// <summary>The verdict: <c>correct</c> or <c>wrong</c>.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>For <c>wrong</c>: the objects that replace the detections; empty or null if none of the detected objects exists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReviewedBox>? Boxes { get; init; }

    /// <summary>The objects that the model missed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReviewedBox>? Missed { get; init; }

    /// <summary>The name of the reviewer, at most 255 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reviewer { get; init; }

    /// <summary>A note, at most 4000 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}

/// <summary>A stored review.</summary>
public sealed record Review : ReviewDraft
{
    /// <summary>The UUIDv7 that logging-service assigns.</summary>
    public required Guid Id { get; init; }

    /// <summary>The time of receipt, UTC.</summary>
    public required DateTimeOffset ReviewedAt { get; init; }
}

/// <summary>An object marked by a reviewer.</summary>
/// <param name="Class">The class name.</param>
/// <param name="Box">The box, in pixels of the upright image.</param>
public sealed record ReviewedBox(string Class, Box Box);

/// <summary>The reviews of a prediction.</summary>
/// <param name="Items">The reviews, newest first; the first applies.</param>
public sealed record ReviewHistory(IReadOnlyList<Review> Items);

/// <summary>A page of predictions to review, newest first.</summary>
/// <param name="Items">The predictions; may be empty before the last page, since one response examines a limited number of predictions.</param>
/// <param name="Next">The <c>page_token</c> of the next page; null on the last page.</param>
public sealed record ReviewQueuePage(
    IReadOnlyList<ReviewCandidate> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next);

/// <summary>A prediction without a review.</summary>
/// <param name="Prediction">The prediction.</param>
/// <param name="Reasons">The applicable reasons: <c>low_margin</c>, <c>below_threshold</c>, <c>disagreement</c>.</param>
public sealed record ReviewCandidate(Prediction Prediction, IReadOnlyList<string> Reasons);
