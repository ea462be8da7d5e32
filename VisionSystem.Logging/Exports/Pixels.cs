using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports;

/// <summary>A box within its image, by its left upper corner and its size, pixels.</summary>
internal readonly record struct Pixels(float X, float Y, float Width, float Height)
{
    /// <summary>What of a box is in the image: data sets want no box that is not.</summary>
    public static Pixels Of(Box box, ImageReference image)
    {
        var (left, top) = (Math.Clamp(box.X1, 0, image.Width), Math.Clamp(box.Y1, 0, image.Height));
        var (right, bottom) = (Math.Clamp(box.X2, left, image.Width), Math.Clamp(box.Y2, top, image.Height));
        return new Pixels(left, top, right - left, bottom - top);
    }
}
