namespace VisionSystem.Vision.Decoders;

/// <summary>A box from a model's head, in pixels of the model's input; an oriented box before its rotation.</summary>
internal struct Candidate
{
    public float X1;
    public float Y1;
    public float X2;
    public float Y2;

    /// <summary>The score, 0..1.</summary>
    public float Score;

    public int ClassId;

    /// <summary>The index of the anchor, which locates further values in the head: mask coefficients, keypoints.</summary>
    public int Anchor;

    /// <summary>The clockwise rotation about the centre, in radians.</summary>
    public float Angle;

    public readonly float Area => (X2 - X1) * (Y2 - Y1);
}
