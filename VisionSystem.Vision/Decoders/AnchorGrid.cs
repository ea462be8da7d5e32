namespace VisionSystem.Vision.Decoders;

/// <summary>The cells of a detector's feature maps at strides 8, 16 and 32.</summary>
internal static class AnchorGrid
{
    // A static array, because unoptimised code allocates a span over constants on each use.
    private static readonly int[] AllStrides = [8, 16, 32];

    /// <summary>The strides of all supported families.</summary>
    public static ReadOnlySpan<int> Strides => AllStrides;

    /// <summary>Returns the number of cells that an input has over all strides.</summary>
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
