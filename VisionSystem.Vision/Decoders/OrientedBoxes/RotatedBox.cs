using System.Numerics;

namespace VisionSystem.Vision.Decoders.OrientedBoxes;

/// <summary>The geometry of rotated boxes.</summary>
internal static class RotatedBox
{
    public const int Corners = 4;

    /// <summary>The maximum number of corners of the intersection of two convex quadrilaterals.</summary>
    private const int MaxCorners = 8;

    /// <summary>Computes the four corners, clockwise on the image, whose y axis points down.</summary>
    public static void CornersOf(in Candidate box, Span<Vector2> corners)
    {
        var centre = new Vector2(box.X1 + box.X2, box.Y1 + box.Y2) / 2;
        var (sin, cos) = MathF.SinCos(box.Angle);
        var along = new Vector2(cos, sin) * ((box.X2 - box.X1) / 2);
        var across = new Vector2(-sin, cos) * ((box.Y2 - box.Y1) / 2);
        corners[0] = centre - along - across;
        corners[1] = centre + along - across;
        corners[2] = centre + along + across;
        corners[3] = centre - along + across;
    }

    /// <summary>True if the intersection over union of two boxes exceeds <paramref name="threshold"/>.</summary>
    public static bool OverlapsMoreThan(in Candidate a, in Candidate b, float threshold)
    {
        // Inexpensive tests first: disjoint circumscribed circles, and areas too different for that IoU.
        var apart = (new Vector2(a.X1 + a.X2, a.Y1 + a.Y2) - new Vector2(b.X1 + b.X2, b.Y1 + b.Y2)) / 2;
        var reach = (new Vector2(a.X2 - a.X1, a.Y2 - a.Y1).Length() + new Vector2(b.X2 - b.X1, b.Y2 - b.Y1).Length()) / 2;
        return apart.LengthSquared() < reach * reach
            && Math.Min(a.Area, b.Area) > threshold * Math.Max(a.Area, b.Area)
            && Iou(a, b) > threshold;
    }

    /// <summary>Returns the exact intersection over union, 0..1.</summary>
    public static float Iou(in Candidate a, in Candidate b)
    {
        var intersection = Intersection(a, b);
        return intersection <= 0 ? 0 : intersection / (a.Area + b.Area - intersection);
    }

    /// <summary>Returns the common area: the polygon of a, clipped by each side of b (Sutherland and Hodgman, 1974).</summary>
    private static float Intersection(in Candidate a, in Candidate b)
    {
        Span<Vector2> polygon = stackalloc Vector2[MaxCorners * 2];
        Span<Vector2> clipped = stackalloc Vector2[MaxCorners * 2];
        Span<Vector2> sides = stackalloc Vector2[Corners];
        CornersOf(a, polygon);
        CornersOf(b, sides);

        // Relative to a corner of a, so that large coordinates do not reduce the area's precision.
        var origin = polygon[0];
        var count = Corners;
        for (var i = 0; i < Corners; i++)
        {
            polygon[i] -= origin;
            sides[i] -= origin;
        }

        for (var side = 0; side < Corners && count > 0; side++)
        {
            count = Clip(polygon[..count], sides[side], sides[(side + 1) % Corners], clipped);
            var other = polygon;
            polygon = clipped;
            clipped = other;
        }

        return Area(polygon[..count]);
    }

    /// <summary>Clips a polygon to the right side of a line, the inside of a clockwise polygon.</summary>
    private static int Clip(ReadOnlySpan<Vector2> polygon, Vector2 from, Vector2 to, Span<Vector2> kept)
    {
        var count = 0;
        var former = polygon[^1];
        var formerSide = Cross(to - from, former - from);
        foreach (var corner in polygon)
        {
            var side = Cross(to - from, corner - from);
            if (side >= 0 != formerSide >= 0)
            {
                kept[count++] = Vector2.Lerp(former, corner, formerSide / (formerSide - side));
            }

            if (side >= 0)
            {
                kept[count++] = corner;
            }

            (former, formerSide) = (corner, side);
        }

        return count;
    }

    private static float Area(ReadOnlySpan<Vector2> polygon)
    {
        var twice = 0f;
        for (var i = 0; i < polygon.Length; i++)
        {
            twice += Cross(polygon[i], polygon[(i + 1) % polygon.Length]);
        }

        return twice / 2;
    }

    private static float Cross(Vector2 a, Vector2 b) => (a.X * b.Y) - (a.Y * b.X);
}
