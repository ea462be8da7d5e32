using System.Buffers;
using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>
/// Converts a field to COCO run lengths at the image's resolution, interpolated between grid points and clipped at the
/// object's box. Only pixels between two grid points of different sign are evaluated individually.
/// </summary>
internal static class MaskRaster
{
    /// <summary>Returns the mask of one object.</summary>
    /// <param name="field">The mask on the prototype grid.</param>
    /// <param name="cell">Input pixels per grid point.</param>
    /// <param name="plan">The mapping from the input to the image.</param>
    /// <param name="box">The object's box on the image.</param>
    public static RunLengthMask Create(MaskField field, Vector2 cell, in LetterboxPlan plan, Box box)
    {
        // The pixels whose centre is within the box.
        var (left, right) = Pixels(box.X1, box.X2, plan.ImageWidth);
        var (top, bottom) = Pixels(box.Y1, box.Y2, plan.ImageHeight);
        var runs = new RunLengths();
        runs.Append(false, (long)left * plan.ImageHeight);
        var profile = ArrayPool<float>.Shared.Rent(field.Height);
        for (var x = left; x < right; x++)
        {
            runs.Append(false, top);
            Column(field, ToGrid(plan.PointToInput(new Vector2(x + 0.5f, 0)).X, cell.X, field.Origin.Left), profile);
            AppendColumn(runs, profile.AsSpan(0, field.Height), field.Origin.Top, cell.Y, plan, top, bottom);
            runs.Append(false, plan.ImageHeight - bottom);
        }

        ArrayPool<float>.Shared.Return(profile);
        runs.Append(false, (long)(plan.ImageWidth - right) * plan.ImageHeight);
        return new RunLengthMask([plan.ImageHeight, plan.ImageWidth], runs.Compress());
    }

    private static (int First, int End) Pixels(float from, float to, int count)
    {
        var first = (int)Math.Clamp(MathF.Ceiling(from - 0.5f), 0, count);
        return (first, (int)Math.Clamp(MathF.Ceiling(to - 0.5f), first, count));
    }

    private static float ToGrid(float input, float cell, int origin) => (input / cell) - 0.5f - origin;

    /// <summary>Computes the field along a vertical line.</summary>
    private static void Column(MaskField field, float x, float[] profile)
    {
        x = Math.Clamp(x, 0, field.Width - 1);
        var first = Math.Min((int)x, Math.Max(0, field.Width - 2));
        var next = Math.Min(first + 1, field.Width - 1);
        for (var y = 0; y < field.Height; y++)
        {
            profile[y] = Lerp(field[first, y], field[next, y], x - first);
        }
    }

    private static void AppendColumn(RunLengths runs, ReadOnlySpan<float> profile, int origin, float cell, in LetterboxPlan plan, int top, int bottom)
    {
        var y = top;
        while (y < bottom)
        {
            var at = Math.Clamp(GridRow(y, origin, cell, plan), 0, profile.Length - 1);
            var first = Math.Min((int)at, Math.Max(0, profile.Length - 2));
            var next = Math.Min(first + 1, profile.Length - 1);
            var end = next == profile.Length - 1 ? bottom : Math.Clamp(FirstBeyond(next, origin, cell, plan), y + 1, bottom);
            if (profile[first] > 0 == profile[next] > 0)
            {
                runs.Append(profile[first] > 0, end - y);
                y = end;
                continue;
            }

            for (; y < end; y++)
            {
                at = Math.Clamp(GridRow(y, origin, cell, plan), first, next);
                runs.Append(Lerp(profile[first], profile[next], at - first) > 0, 1);
            }
        }
    }

    private static float GridRow(int y, int origin, float cell, in LetterboxPlan plan) =>
        ToGrid(plan.PointToInput(new Vector2(0, y + 0.5f)).Y, cell, origin);

    /// <summary>Returns the first pixel whose centre lies at or beyond a grid row.</summary>
    private static int FirstBeyond(int row, int origin, float cell, in LetterboxPlan plan) =>
        (int)MathF.Ceiling(plan.PointToImage(new Vector2(0, (row + origin + 0.5f) * cell)).Y - 0.5f);

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}
