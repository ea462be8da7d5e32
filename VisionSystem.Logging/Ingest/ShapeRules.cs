using VisionSystem.Contracts;

namespace VisionSystem.Logging.Ingest;

/// <summary>Validates the shapes that tasks add to a box: JSON can represent only finite numbers, and PostgreSQL cannot store U+0000.</summary>
internal static class ShapeRules
{
    public static bool IsStorable(Detection detection) =>
        (detection.Oriented is not { } box || Finite(box.Cx, box.Cy, box.Width, box.Height, box.Angle))
        && detection.Corners?.All(corner => Finite(corner.X, corner.Y)) is not false
        && detection.Keypoints?.All(point => Finite(point.X, point.Y, point.Visibility ?? 0)) is not false
        && detection.Mask?.Polygons?.All(polygon => polygon is not null && polygon.All(float.IsFinite)) is not false
        && detection.Mask?.Rle?.Counts?.Contains('\0', StringComparison.Ordinal) is not true;

    private static bool Finite(params ReadOnlySpan<float> numbers)
    {
        foreach (var number in numbers)
        {
            if (!float.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }
}
