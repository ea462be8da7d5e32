using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>Converts a field's outlines to polygons on the image, clipped at the object's box.</summary>
internal static class MaskPolygons
{
    /// <summary>The minimum area of a piece relative to the largest; smaller pieces are noise.</summary>
    private const float MinShare = 0.01f;

    /// <summary>Returns the polygons, largest first, as x and y in turn.</summary>
    /// <param name="field">The mask on the prototype grid.</param>
    /// <param name="cell">Input pixels per grid point.</param>
    /// <param name="plan">The mapping from the input to the image.</param>
    /// <param name="box">The object's box on the image.</param>
    public static IReadOnlyList<float>[] Create(MaskField field, Vector2 cell, in LetterboxPlan plan, Box box)
    {
        var outlines = MaskContours.Trace(field);
        var minArea = outlines.Select(MaskContours.TwiceArea).DefaultIfEmpty().Max() * MinShare;
        var polygons = new List<IReadOnlyList<float>>(outlines.Count);
        foreach (var outline in outlines.Where(outline => MaskContours.TwiceArea(outline) >= minArea).OrderByDescending(MaskContours.TwiceArea))
        {
            var polygon = new List<float>(outline.Count * 2);
            foreach (var point in outline)
            {
                var grid = point + new Vector2(field.Origin.Left + 0.5f, field.Origin.Top + 0.5f);
                var image = plan.PointToImage(grid * cell);
                Add(polygon, Math.Clamp(image.X, box.X1, box.X2), Math.Clamp(image.Y, box.Y1, box.Y2));
            }

            if (polygon.Count >= 6)
            {
                polygons.Add(polygon);
            }
        }

        return [.. polygons];
    }

    /// <summary>Adds a point, rounded to hundredths of a pixel; of consecutive points along the box's edge only the ends are retained.</summary>
    private static void Add(List<float> polygon, float x, float y)
    {
        (x, y) = (MathF.Round(x, 2), MathF.Round(y, 2));
        var count = polygon.Count;
        if (count >= 4 && ((polygon[^2] == x && polygon[^4] == x) || (polygon[^1] == y && polygon[^3] == y)))
        {
            (polygon[^2], polygon[^1]) = (x, y);
        }
        else if (count < 2 || polygon[^2] != x || polygon[^1] != y)
        {
            polygon.Add(x);
            polygon.Add(y);
        }
    }
}
