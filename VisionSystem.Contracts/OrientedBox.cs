namespace VisionSystem.Contracts;

/// <summary>A box that lies at an angle, in pixels of the upright image.</summary>
/// <param name="Cx">The centre's x.</param>
/// <param name="Cy">The centre's y.</param>
/// <param name="Width">Length of the side that lies at <paramref name="Angle"/>.</param>
/// <param name="Height">Length of the other side.</param>
/// <param name="Angle">Radians, clockwise from the x axis, 0 ≤ angle &lt; π/2.</param>
public readonly record struct OrientedBox(float Cx, float Cy, float Width, float Height, float Angle);
