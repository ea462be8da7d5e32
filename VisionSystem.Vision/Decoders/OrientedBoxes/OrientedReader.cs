using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.OrientedBoxes;

/// <summary>Converts oriented candidates to pixels of the image.</summary>
internal static class OrientedReader
{
    /// <summary>Returns the axis-aligned box around the rotated one, clipped at the image's edges.</summary>
    public static Box BoxAround(in Candidate candidate, in LetterboxPlan plan)
    {
        Span<Vector2> corners = stackalloc Vector2[RotatedBox.Corners];
        RotatedBox.CornersOf(candidate, corners);
        var (min, max) = (corners[0], corners[0]);
        foreach (var corner in corners)
        {
            (min, max) = (Vector2.Min(min, corner), Vector2.Max(max, corner));
        }

        return plan.ToImage(new Box(min.X, min.Y, max.X, max.Y));
    }

    /// <summary>Adds the oriented box and its corners, which may lie outside the image.</summary>
    public static Detection With(Detection detection, in Candidate candidate, in LetterboxPlan plan)
    {
        Span<Vector2> onInput = stackalloc Vector2[RotatedBox.Corners];
        RotatedBox.CornersOf(candidate, onInput);
        var corners = new ImagePoint[RotatedBox.Corners];
        for (var i = 0; i < corners.Length; i++)
        {
            var point = plan.PointToImage(onInput[i]);
            corners[i] = new ImagePoint(point.X, point.Y);
        }

        var centre = plan.PointToImage(new Vector2(candidate.X1 + candidate.X2, candidate.Y1 + candidate.Y2) / 2);
        var scale = MathF.Sqrt((float)plan.ImageWidth / plan.ScaledWidth * ((float)plan.ImageHeight / plan.ScaledHeight));
        var (width, height) = ((candidate.X2 - candidate.X1) * scale, (candidate.Y2 - candidate.Y1) * scale);
        return detection with { Oriented = Normalise(centre, width, height, candidate.Angle), Corners = corners };
    }

    /// <summary>Normalises the angle to [0, π/2), as Ultralytics does: a quarter turn exchanges the sides.</summary>
    private static OrientedBox Normalise(Vector2 centre, float width, float height, float angle)
    {
        var half = angle % MathF.PI;
        half = half < 0 ? half + MathF.PI : half;
        return half >= MathF.PI / 2
            ? new OrientedBox(centre.X, centre.Y, height, width, half - (MathF.PI / 2))
            : new OrientedBox(centre.X, centre.Y, width, height, half);
    }
}
