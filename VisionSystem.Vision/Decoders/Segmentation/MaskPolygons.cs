using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>A field's outlines as polygons on the image, cut off at the object's box.</summary>
internal static class MaskPolygons
{
    /// <summary>A piece smaller than this part of the largest is taken for noise.</summary>
    private const float LeastPart = 0.01f;

    /// <param name="field">The mask on the prototype grid.</param>
    /// <param name="cell">Input pixels from one grid point to the next.</param>
    /// <param name="plan">From the input to the image.</param>
    /// <param name="box">The object's box on the image.</param>
    public static IReadOnlyList<float>[] Of(MaskField field, Vector2 cell, in LetterboxPlan plan, Box box)
    {
        var outlines = MaskContours.Trace(field);
        var least = outlines.Select(MaskContours.TwiceArea).DefaultIfEmpty().Max() * LeastPart;
        var polygons = new List<IReadOnlyList<float>>(outlines.Count);
        foreach (var outline in outlines.Where(outline => MaskContours.TwiceArea(outline) >= least).OrderByDescending(MaskContours.TwiceArea))
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

    /// <summary>Adds a point, hundredths of a pixel; of points in a row along the box's edge only the ends are kept.</summary>
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
