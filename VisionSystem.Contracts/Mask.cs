using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>Which pixels an object covers, in the forms that were asked for.</summary>
public sealed record Mask
{
    /// <summary>
    /// Outlines as COCO writes them: <c>[x1, y1, x2, y2, …]</c> in pixels of the upright image, one list for each separate
    /// piece, clockwise. This form has no holes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<float>>? Polygons { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunLengthMask? Rle { get; init; }
}

/// <summary>COCO's compressed run lengths, as its mask API reads them.</summary>
/// <param name="Size">Height and width of the upright image, pixels.</param>
/// <param name="Counts">Lengths of runs of 0 and 1 by turns, column by column, in COCO's 6-bit text.</param>
public sealed record RunLengthMask(IReadOnlyList<int> Size, string Counts);
