using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>What a person says of a prediction.</summary>
public record ReviewDraft
{
    /// <summary>The most bytes of a review in JSON: room for the most boxes with the longest names.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The detections are right.</summary>
    public const string Correct = "correct";

    /// <summary>The detections are not right; <see cref="Boxes"/> is what they should have been.</summary>
    public const string Wrong = "wrong";

    /// <summary><c>correct</c> or <c>wrong</c>.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>With <c>wrong</c>: what is there in place of what was predicted; without any, none of it is there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReviewedBox>? Boxes { get; init; }

    /// <summary>What is there and was not predicted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReviewedBox>? Missed { get; init; }

    /// <summary>Who says so. At most 255 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reviewer { get; init; }

    /// <summary>Anything else. At most 4000 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}

/// <summary>A review that was taken in.</summary>
public sealed record Review : ReviewDraft
{
    /// <summary>UUIDv7 given by logging-service.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it came, UTC.</summary>
    public required DateTimeOffset ReviewedAt { get; init; }
}

/// <summary>An object as a person sees it.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Box">Where it is, in pixels of the upright image.</param>
public sealed record ReviewedBox(string Class, Box Box);

/// <summary>All that was said of a prediction.</summary>
/// <param name="Items">The reviews, newest first: the first one counts.</param>
public sealed record ReviewHistory(IReadOnlyList<Review> Items);
