using VisionSystem.Inference.Imaging;
using VisionSystem.Inference.Imaging.Letterboxing;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// The same in plain C#: each pixel of the input from the four around its place in the picture, in floats, rounded to a
/// grey level, scaled. What a column needs is computed once, as anyone would; nothing else is clever.
/// </summary>
internal sealed class PlainLetterbox
{
    private readonly byte[] _pixels;
    private readonly LetterboxPlan _plan;
    private readonly int _width;
    private readonly int _height;
    private readonly int _alongX;
    private readonly int _alongY;
    private readonly int _origin;
    private readonly float[] _chw;

    /// <param name="view">The picture, which is copied.</param>
    /// <param name="plan">Where it goes.</param>
    public unsafe PlainLetterbox(in UprightView view, in LetterboxPlan plan)
    {
        _pixels = new ReadOnlySpan<byte>(view.Pixels.Pointer, checked((int)view.Pixels.ByteLength)).ToArray();
        _plan = plan;
        (_width, _height) = (view.Width, view.Height);
        (_alongX, _alongY, _origin) = ((int)view.XStride, (int)view.YStride, (int)(view.Origin - view.Pixels.Pointer));
        _chw = new float[PixelBuffer.Channels * plan.InputWidth * plan.InputHeight];
    }

    public float[] Fill()
    {
        const float Scale = 1f / 255;
        Array.Fill(_chw, Letterbox.Grey * Scale);
        var plane = _plan.InputWidth * _plan.InputHeight;
        var (left, right, part) = (new int[_plan.ScaledWidth], new int[_plan.ScaledWidth], new float[_plan.ScaledWidth]);
        for (var x = 0; x < _plan.ScaledWidth; x++)
        {
            (left[x], right[x], part[x]) = Neighbours(x, _width, _plan.ScaledWidth, _alongX);
        }

        for (var y = 0; y < _plan.ScaledHeight; y++)
        {
            var (above, below, down) = Neighbours(y, _height, _plan.ScaledHeight, _alongY);
            var target = ((_plan.PadY + y) * _plan.InputWidth) + _plan.PadX;
            for (var x = 0; x < _plan.ScaledWidth; x++)
            {
                for (var channel = 0; channel < PixelBuffer.Channels; channel++)
                {
                    var from = _origin + channel;
                    var upper = Blend(_pixels[from + above + left[x]], _pixels[from + above + right[x]], part[x]);
                    var lower = Blend(_pixels[from + below + left[x]], _pixels[from + below + right[x]], part[x]);
                    _chw[(channel * plane) + target + x] = MathF.Round(Blend(upper, lower, down)) * Scale;
                }
            }
        }

        return _chw;
    }

    private static float Blend(float a, float b, float part) => a + ((b - a) * part);

    private static (int First, int Second, float Part) Neighbours(int position, int source, int count, int stride)
    {
        var place = Math.Clamp(((position + 0.5f) * source / count) - 0.5f, 0, source - 1);
        var first = (int)place;
        return (first * stride, Math.Min(first + 1, source - 1) * stride, place - first);
    }
}
