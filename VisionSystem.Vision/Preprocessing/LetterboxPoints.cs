using System.Numerics;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>Single points between a model's input and the upright picture.</summary>
internal static class LetterboxPoints
{
    /// <summary>A point on the input as a point on the upright picture, which it may lie outside of.</summary>
    public static Vector2 PointToImage(this in LetterboxPlan plan, Vector2 input) => new(
        (input.X - plan.PadX) * plan.ImageWidth / plan.ScaledWidth,
        (input.Y - plan.PadY) * plan.ImageHeight / plan.ScaledHeight);

    /// <summary>A point on the upright picture as a point on the input.</summary>
    public static Vector2 PointToInput(this in LetterboxPlan plan, Vector2 image) => new(
        (image.X * plan.ScaledWidth / plan.ImageWidth) + plan.PadX,
        (image.Y * plan.ScaledHeight / plan.ImageHeight) + plan.PadY);
}
