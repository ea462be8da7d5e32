namespace VisionSystem.Vision.Decoders;

/// <summary>The position of a task's additional values (mask coefficients, keypoints) in a head, in either orientation.</summary>
/// <param name="Count">The number of values per anchor.</param>
/// <param name="Offset">The index of the first anchor's first value.</param>
/// <param name="ValueStride">The distance between two values of an anchor.</param>
/// <param name="AnchorStride">The distance between two anchors.</param>
internal readonly record struct HeadExtras(int Count, int Offset, int ValueStride, int AnchorStride)
{
    /// <summary>Returns the additional values after the class rows of a head <c>[first + Count, anchors]</c>.</summary>
    public static HeadExtras OfColumns(int first, int count, int anchors) => new(count, first * anchors, anchors, 1);

    /// <summary>Returns the additional values at the end of the rows of a head <c>[anchors, first + Count]</c>.</summary>
    public static HeadExtras OfRows(int first, int count) => new(count, first, 1, first + count);

    /// <summary>Returns one value of an anchor.</summary>
    public float At(ReadOnlySpan<float> output, int anchor, int value) => output[Offset + (value * ValueStride) + (anchor * AnchorStride)];

    /// <summary>Copies all values of an anchor.</summary>
    public void CopyTo(ReadOnlySpan<float> output, int anchor, Span<float> values)
    {
        for (var value = 0; value < Count; value++)
        {
            values[value] = At(output, anchor, value);
        }
    }
}
