using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>One object that a model saw. What the model's task does not give is left out of the JSON.</summary>
/// <param name="Class">The class name, as the model's labels spell it.</param>
/// <param name="ClassId">The index of the class in the model's labels, from 0.</param>
/// <param name="Confidence">The score, 0..1.</param>
/// <param name="Box">Where it is, in pixels of the upright image; around the oriented box where there is one.</param>
public sealed record Detection(string Class, int ClassId, float Confidence, Box Box)
{
    /// <summary>The box as it lies (task <c>obb</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrientedBox? Oriented { get; init; }

    /// <summary>The four corners of <see cref="Oriented"/>, clockwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ImagePoint>? Corners { get; init; }

    /// <summary>The keypoints in the model's order (task <c>pose</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Keypoint>? Keypoints { get; init; }

    /// <summary>Which pixels it covers (task <c>segment</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Mask? Mask { get; init; }
}
