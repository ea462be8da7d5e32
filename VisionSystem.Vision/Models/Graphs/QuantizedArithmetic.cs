namespace VisionSystem.Vision.Models.Graphs;

/// <summary>How a dynamically quantised model multiplies.</summary>
internal enum QuantizedArithmetic
{
    /// <summary>On a CPU in the way that a few runs show to be faster, on a GPU in floats.</summary>
    Auto,

    /// <summary>As the file says.</summary>
    Integer,

    /// <summary>In float32, with the same weights.</summary>
    Float,
}
