using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>One detected object. Members that the task of the model does not produce are omitted from the JSON.</summary>
/// <param name="Class">The class name from the labels of the model.</param>
/// <param name="ClassId">The index of the class in the labels of the model, ≥ 0.</param>
/// <param name="Confidence">The score, 0..1.</param>
/// <param name="Box">The bounding box, in pixels of the upright image; it encloses the oriented box of task <c>obb</c>.</param>
public sealed record Detection(string Class, int ClassId, float Confidence, Box Box)
{
    /// <summary>The oriented box (task <c>obb</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrientedBox? Oriented { get; init; }

    /// <summary>The four corners of <see cref="Oriented"/>, clockwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ImagePoint>? Corners { get; init; }

    /// <summary>The keypoints in the order of the model (task <c>pose</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Keypoint>? Keypoints { get; init; }

    /// <summary>The pixels that the object covers (task <c>segment</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Mask? Mask { get; init; }
}

/// <summary>An axis-aligned box in pixels of the upright image (EXIF orientation applied).</summary>
/// <param name="X1">The left edge, 0 ≤ x ≤ width.</param>
/// <param name="Y1">The top edge, 0 ≤ y ≤ height.</param>
/// <param name="X2">The right edge, 0 ≤ x ≤ width.</param>
/// <param name="Y2">The bottom edge, 0 ≤ y ≤ height.</param>
public readonly record struct Box(
    [property: JsonRequired] float X1, [property: JsonRequired] float Y1, [property: JsonRequired] float X2, [property: JsonRequired] float Y2);

/// <summary>A rotated box in pixels of the upright image.</summary>
/// <param name="Cx">The x coordinate of the centre.</param>
/// <param name="Cy">The y coordinate of the centre.</param>
/// <param name="Width">The length of the side at <paramref name="Angle"/>.</param>
/// <param name="Height">The length of the other side.</param>
/// <param name="Angle">The angle in radians, clockwise from the x axis, 0 ≤ angle &lt; π/2.</param>
public readonly record struct OrientedBox(float Cx, float Cy, float Width, float Height, float Angle);

/// <summary>A point in pixels of the upright image.</summary>
/// <param name="X">The distance from the left edge.</param>
/// <param name="Y">The distance from the top edge.</param>
public readonly record struct ImagePoint(float X, float Y);

/// <summary>A keypoint of an object, in pixels of the upright image.</summary>
/// <param name="X">The distance from the left edge, 0 ≤ x ≤ width.</param>
/// <param name="Y">The distance from the top edge, 0 ≤ y ≤ height.</param>
/// <param name="Visibility">The confidence that the keypoint is visible, 0..1; null for models without this output.</param>
public readonly record struct Keypoint(
    float X,
    float Y,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Visibility);

/// <summary>The pixels that an object covers, in the requested forms.</summary>
public sealed record Mask
{
    /// <summary>
    /// Outlines in COCO's form: <c>[x1, y1, x2, y2, …]</c> in pixels of the upright image, one clockwise list per separate piece.
    /// This form has no holes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<float>>? Polygons { get; init; }

    /// <summary>COCO's run-length encoding.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunLengthMask? Rle { get; init; }
}

/// <summary>A mask in COCO's compressed run-length encoding, readable by COCO's mask API.</summary>
/// <param name="Size">The height and the width of the upright image, pixels.</param>
/// <param name="Counts">The lengths of alternating runs of 0 and 1 in column-major order, in COCO's 6-bit text form.</param>
public sealed record RunLengthMask(IReadOnlyList<int> Size, string Counts);

/// <summary>The probability of one class of a classifier.</summary>
/// <param name="Class">The class name from the labels of the model.</param>
/// <param name="ClassId">The index of the class in the labels of the model, ≥ 0.</param>
/// <param name="Confidence">The probability, 0..1.</param>
public sealed record ClassScore(string Class, int ClassId, float Confidence);
