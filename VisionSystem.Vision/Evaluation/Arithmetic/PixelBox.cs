namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>A box as COCO writes it: left, top, width and height in pixels.</summary>
internal readonly record struct PixelBox(double X, double Y, double Width, double Height)
{
    public double Area => Width * Height;

    /// <summary>
    /// Intersection over union with an object; for a crowd, intersection over the detection's own area, since a crowd is
    /// one box around many things of which the detection is to be one.
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

/// <summary>One object that is in an image.</summary>
/// <param name="ClassId">Index in the data set's classes.</param>
/// <param name="Box">Where it is.</param>
/// <param name="Area">Square pixels; of its outline where the data set knows one, else of the box.</param>
/// <param name="IsCrowd">A box around many of the kind: detections in it are neither hits nor false.</param>
internal readonly record struct GroundTruthObject(int ClassId, PixelBox Box, double Area, bool IsCrowd);

/// <summary>One object that was detected.</summary>
/// <param name="ClassId">Index in the data set's classes.</param>
/// <param name="Box">Where it is.</param>
/// <param name="Score">The confidence; only its order matters.</param>
internal readonly record struct ScoredBox(int ClassId, PixelBox Box, double Score);
