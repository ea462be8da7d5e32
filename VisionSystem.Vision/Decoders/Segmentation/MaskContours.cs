using System.Buffers;
using System.Numerics;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>
/// Traces the outlines of a field's positive part by marching squares with linear interpolation (Lorensen and Cline 1987, in
/// two dimensions). Every outline has its inside on the right, clockwise on the image.
/// </summary>
internal static class MaskContours
{
    /// <summary>Returns the outlines in grid coordinates, without holes.</summary>
    public static List<List<Vector2>> Trace(MaskField field)
    {
        // Each outline crosses a line between horizontal neighbours from outside to inside, heading up; visited crossings are
        // marked. The area around the field is outside, hence the extra column and rows.
        var stride = field.Width + 1;
        var walked = ArrayPool<bool>.Shared.Rent(stride * field.Height);
        walked.AsSpan(0, stride * field.Height).Clear();
        var outlines = new List<List<Vector2>>();
        for (var y = 0; y < field.Height; y++)
        {
            for (var x = -1; x < field.Width - 1; x++)
            {
                if (IsInside(field, x + 1, y) && !IsInside(field, x, y) && !walked[(y * stride) + x + 1])
                {
                    var outline = Walk(field, x, y, walked, stride);
                    if (TwiceArea(outline) > 0)
                    {
                        outlines.Add(outline);
                    }
                }
            }
        }

        ArrayPool<bool>.Shared.Return(walked);
        return outlines;
    }

    /// <summary>Returns twice the area of a clockwise outline; negative for the outline of a hole.</summary>
    public static float TwiceArea(List<Vector2> outline)
    {
        var sum = 0f;
        var former = outline[^1];
        foreach (var point in outline)
        {
            sum += (former.X * point.Y) - (former.Y * point.X);
            former = point;
        }

        return sum;
    }

    private static List<Vector2> Walk(MaskField field, int startX, int startY, bool[] walked, int stride)
    {
        // The cell (x, y) has its corners at x, x + 1, y and y + 1. Headings: 0 up, 1 right, 2 down, 3 left.
        var outline = new List<Vector2> { Crossing(field, startX, startY, startX + 1, startY) };
        walked[(startY * stride) + startX + 1] = true;
        var (x, y, heading) = (startX, startY - 1, 0);
        while (true)
        {
            heading = Turn(field, x, y, heading);
            var (ax, ay, bx, by) = heading switch
            {
                0 => (x, y, x + 1, y),
                1 => (x + 1, y, x + 1, y + 1),
                2 => (x, y + 1, x + 1, y + 1),
                _ => (x, y, x, y + 1),
            };
            if (heading == 0)
            {
                if ((ax, ay) == (startX, startY))
                {
                    return outline;
                }

                walked[(ay * stride) + ax + 1] = true;
            }

            outline.Add(Crossing(field, ax, ay, bx, by));
            (x, y) = heading switch { 0 => (x, y - 1), 1 => (x + 1, y), 2 => (x, y + 1), _ => (x - 1, y) };
        }
    }

    /// <summary>
    /// Returns the heading in which an outline leaves a cell. The near corners are inside on the right and outside on the
    /// left. In an ambiguous cell the outline turns right, which separates pieces that touch at a corner.
    /// </summary>
    private static int Turn(MaskField field, int x, int y, int heading)
    {
        var (right, left) = heading switch
        {
            0 => ((x + 1, y), (x, y)),
            1 => ((x + 1, y + 1), (x + 1, y)),
            2 => ((x, y + 1), (x + 1, y + 1)),
            _ => ((x, y), (x, y + 1)),
        };
        return !IsInside(field, right.Item1, right.Item2) ? (heading + 1) % 4
            : !IsInside(field, left.Item1, left.Item2) ? heading
            : (heading + 3) % 4;
    }

    private static Vector2 Crossing(MaskField field, int ax, int ay, int bx, int by)
    {
        // The midpoint at the edge of the field.
        var t = IsWithin(field, ax, ay) && IsWithin(field, bx, by) ? field[ax, ay] / (field[ax, ay] - field[bx, by]) : 0.5f;
        return new Vector2(ax + (t * (bx - ax)), ay + (t * (by - ay)));
    }

    private static bool IsInside(MaskField field, int x, int y) => IsWithin(field, x, y) && field[x, y] > 0;

    private static bool IsWithin(MaskField field, int x, int y) => (uint)x < (uint)field.Width && (uint)y < (uint)field.Height;
}
