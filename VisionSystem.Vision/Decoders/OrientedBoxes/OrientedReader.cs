using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.OrientedBoxes;

/// <summary>An oriented candidate in pixels of the image.</summary>
internal static class OrientedReader
{
    /// <summary>The axis-aligned box around the turned one, cut off at the image's edges.</summary>
    public static Box BoxAround(in Candidate candidate, in LetterboxPlan plan)
    {
        Span<Vector2> corners = stackalloc Vector2[RotatedBox.Corners];
        RotatedBox.CornersOf(candidate, corners);
        var (least, most) = (corners[0], corners[0]);
        foreach (var corner in corners)
        {
            (least, most) = (Vector2.Min(least, corner), Vector2.Max(most, corner));
        }

        return plan.ToImage(new Box(least.X, least.Y, most.X, most.Y));
    }

    /// <summary>Adds the box as it lies, and its corners; they may lie outside the image.</summary>
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
        return detection with { Oriented = Regular(centre, width, height, candidate.Angle), Corners = corners };
    }

    /// <summary>The same box with its angle in [0, π/2), as Ultralytics writes it: a quarter turn swaps the sides.</summary>
    private static OrientedBox Regular(Vector2 centre, float width, float height, float angle)
    {
        var half = angle % MathF.PI;
        half = half < 0 ? half + MathF.PI : half;
        return half >= MathF.PI / 2
            ? new OrientedBox(centre.X, centre.Y, height, width, half - (MathF.PI / 2))
            : new OrientedBox(centre.X, centre.Y, width, height, half);
    }
}
