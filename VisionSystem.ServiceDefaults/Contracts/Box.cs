namespace VisionSystem.ServiceDefaults.Contracts;

/// <summary>
/// An axis-aligned box in pixels of the image as a person sees it (EXIF orientation applied): the left, top, right and
/// bottom edges, 0 ≤ x ≤ width, 0 ≤ y ≤ height.
/// </summary>
public readonly record struct Box(float X1, float Y1, float X2, float Y2);
