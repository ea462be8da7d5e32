namespace VisionSystem.Vision.Decoders;

/// <summary>Where a head has what a task adds to each box (mask coefficients, keypoints), whichever way round it lies.</summary>
/// <param name="Count">Values an anchor.</param>
/// <param name="Offset">Index of the first anchor's first value.</param>
/// <param name="ValueStride">From one value of an anchor to the next.</param>
/// <param name="AnchorStride">From one anchor to the next.</param>
internal readonly record struct HeadExtras(int Count, int Offset, int ValueStride, int AnchorStride)
{
    /// <summary>Extras below the rows of a head <c>[first + Count, anchors]</c>.</summary>
    public static HeadExtras OfColumns(int first, int count, int anchors) => new(count, first * anchors, anchors, 1);

    /// <summary>Extras at the end of the rows of a head <c>[anchors, first + Count]</c>.</summary>
    public static HeadExtras OfRows(int first, int count) => new(count, first, 1, first + count);

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
