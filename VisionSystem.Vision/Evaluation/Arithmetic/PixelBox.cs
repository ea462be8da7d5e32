namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>A box in COCO's format: left, top, width and height in pixels.</summary>
internal readonly record struct PixelBox(double X, double Y, double Width, double Height)
{
    public double Area => Width * Height;

    /// <summary>
    /// Returns the intersection over union with an object. For a crowd, returns the intersection over the detection's own
    /// area, because a crowd is one box around many objects and a detection covers one of them.
    /// </summary>
    public double OverlapWith(in GroundTruthObject truth)
    {
        var width = Math.Min(X + Width, truth.Box.X + truth.Box.Width) - Math.Max(X, truth.Box.X);
        var height = Math.Min(Y + Height, truth.Box.Y + truth.Box.Height) - Math.Max(Y, truth.Box.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var shared = width * height;
        return shared / (truth.IsCrowd ? Area : Area + truth.Box.Area - shared);
    }
}

/// <summary>An object in an image's ground truth.</summary>
/// <param name="ClassId">The index in the data set's classes.</param>
/// <param name="Box">The object's box.</param>
/// <param name="Area">The area in square pixels: of the outline where the data set has one, otherwise of the box.</param>
/// <param name="IsCrowd">True for a box around many objects of the class: detections in it are neither hits nor false positives.</param>
internal readonly record struct GroundTruthObject(int ClassId, PixelBox Box, double Area, bool IsCrowd);

/// <summary>A detected object.</summary>
/// <param name="ClassId">The index in the data set's classes.</param>
/// <param name="Box">The detection's box.</param>
/// <param name="Score">The confidence; only the order of scores matters.</param>
internal readonly record struct ScoredBox(int ClassId, PixelBox Box, double Score);
