namespace VisionSystem.Vision.Decoders;

/// <summary>A box as a model's head gave it, in pixels of the model's input; an oriented one before it is turned.</summary>
internal struct Candidate
{
    public float X1;
    public float Y1;
    public float X2;
    public float Y2;

    /// <summary>0..1.</summary>
    public float Score;

    public int ClassId;

    /// <summary>The anchor it comes from, under which the head has more about it: mask coefficients, keypoints.</summary>
    public int Anchor;

    /// <summary>Radians by which it is turned about its centre, clockwise.</summary>
    public float Angle;

    public readonly float Area => (X2 - X1) * (Y2 - Y1);
}
