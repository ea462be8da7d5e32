using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>
/// An axis-aligned box in pixels of the image as a person sees it (EXIF orientation applied): the left, top, right and
/// bottom edges, 0 ≤ x ≤ width, 0 ≤ y ≤ height.
/// </summary>
public readonly record struct Box(
    [property: JsonRequired] float X1, [property: JsonRequired] float Y1, [property: JsonRequired] float X2, [property: JsonRequired] float Y2);
