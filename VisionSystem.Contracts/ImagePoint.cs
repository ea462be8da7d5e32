namespace VisionSystem.Contracts;

/// <summary>A point in pixels of the upright image.</summary>
public readonly record struct ImagePoint(float X, float Y);
