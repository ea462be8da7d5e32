namespace VisionSystem.Vision.Decoders;

/// <summary>The cells of a detector's feature maps at strides 8, 16 and 32.</summary>
internal static class AnchorGrid
{
    // An array of its own: a span over constants is made anew, on the heap, wherever the code is not optimised.
    private static readonly int[] AllStrides = [8, 16, 32];

    /// <summary>The strides of every family here.</summary>
    public static ReadOnlySpan<int> Strides => AllStrides;

    /// <summary>How many cells an input of that size has over all strides.</summary>
    public static int Cells(int width, int height)
    {
        var cells = 0;
        foreach (var stride in Strides)
        {
            cells += width / stride * (height / stride);
        }

        return cells;
    }
}
