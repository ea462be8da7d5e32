using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>A keypoint of an object, in pixels of the upright image.</summary>
/// <param name="X">0 ≤ x ≤ width.</param>
/// <param name="Y">0 ≤ y ≤ height.</param>
/// <param name="Visibility">How sure the model is that it can be seen, 0..1; left out by models that do not say.</param>
public readonly record struct Keypoint(
    float X,
    float Y,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Visibility);
