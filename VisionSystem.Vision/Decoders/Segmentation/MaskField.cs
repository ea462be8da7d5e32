using System.Numerics;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>
/// One object's mask before the threshold, on the part of the prototype grid under its box: coefficients · prototypes. The
/// sigmoid of a value is at least ½ where the value is above 0, so the sigmoid is never computed. Reused for each object.
/// </summary>
internal sealed class MaskField
{
    private float[] _values = [];

    /// <summary>The grid column and row of the first value.</summary>
    public (int Left, int Top) Origin { get; private set; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public ReadOnlySpan<float> Row(int y) => _values.AsSpan(y * Width, Width);

    public float this[int x, int y] => _values[(y * Width) + x];

    /// <summary>
    /// Computes the field of a box; it extends to the first grid points beyond the box, so that the box determines the mask's
    /// edge.
    /// </summary>
    /// <param name="prototypes">The prototypes' shape.</param>
    /// <param name="masks">The prototypes' values, row-major.</param>
    /// <param name="coefficients">The box's coefficients, one per prototype.</param>
    /// <param name="box">The box in pixels of the input.</param>
    /// <param name="cellWidth">Input pixels per grid column.</param>
    /// <param name="cellHeight">Input pixels per grid row.</param>
    public void Assemble(
        Prototypes prototypes, ReadOnlySpan<float> masks, ReadOnlySpan<float> coefficients, in Candidate box, float cellWidth, float cellHeight)
    {
        var (left, right) = Span(box.X1 / cellWidth, box.X2 / cellWidth, prototypes.Width);
        var (top, bottom) = Span(box.Y1 / cellHeight, box.Y2 / cellHeight, prototypes.Height);
        (Origin, Width, Height) = ((left, top), right - left + 1, bottom - top + 1);
        if (_values.Length < Width * Height)
        {
            _values = new float[prototypes.Width * prototypes.Height];
        }

        Array.Clear(_values, 0, Width * Height);
        for (var i = 0; i < prototypes.Count; i++)
        {
            for (var y = 0; y < Height; y++)
            {
                var source = masks.Slice((((i * prototypes.Height) + top + y) * prototypes.Width) + left, Width);
                AddScaled(source, coefficients[i], _values.AsSpan(y * Width, Width));
            }
        }
    }

    // The centre of grid point g lies at g + ½.
    private static (int First, int Last) Span(float from, float to, int count) => (
        (int)Math.Clamp(MathF.Floor(from - 0.5f), 0, count - 1), (int)Math.Clamp(MathF.Ceiling(to - 0.5f), 0, count - 1));

    private static void AddScaled(ReadOnlySpan<float> source, float factor, Span<float> sum)
    {
        var i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + (new Vector<float>(source[i..]) * factor)).CopyTo(sum[i..]);
        }

        for (; i < source.Length; i++)
        {
            sum[i] += source[i] * factor;
        }
    }
}

/// <summary>The shape of a segmentation model's prototype masks: <c>[1, Count, Height, Width]</c> over the complete input.</summary>
/// <param name="Count">The number of prototypes, equal to the number of a box's coefficients.</param>
/// <param name="Height">The number of grid rows, a quarter of the input's height in Ultralytics' models.</param>
/// <param name="Width">The number of grid columns.</param>
internal sealed record Prototypes(int Count, int Height, int Width);
