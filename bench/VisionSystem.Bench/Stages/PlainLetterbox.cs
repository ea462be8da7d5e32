using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// The letterbox in plain C#: a box filter for reductions by more than a factor of two, then bilinear interpolation in floats, rounded to a
/// grey level and scaled. The positions of the columns are computed once; there are no other optimisations.
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
    private readonly int _box;
    private readonly float[] _chw;

    /// <param name="view">The image, which is copied.</param>
    /// <param name="plan">Position and scale of the image in the input.</param>
    public unsafe PlainLetterbox(in UprightView view, in LetterboxPlan plan)
    {
        _pixels = new ReadOnlySpan<byte>(view.Pixels.Pointer, checked((int)view.Pixels.ByteLength)).ToArray();
        _plan = plan;
        (_width, _height) = (view.Width, view.Height);
        (_alongX, _alongY, _origin) = ((int)view.XStride, (int)view.YStride, (int)(view.Origin - view.Pixels.Pointer));
        _box = BoxFilter.Side((double)view.Width / plan.ScaledWidth, (double)view.Height / plan.ScaledHeight);
        _chw = new float[PixelBuffer.Channels * plan.InputWidth * plan.InputHeight];
    }

    public float[] Fill()
    {
        const float Scale = 1f / 255;
        Array.Fill(_chw, Letterbox.Grey * Scale);
        var (pixels, width, height, alongX, alongY, origin) = _box == 1
            ? (_pixels, _width, _height, _alongX, _alongY, _origin)
            : (BoxFiltered(), _width / _box, _height / _box, PixelBuffer.Channels, _width / _box * PixelBuffer.Channels, 0);
        var plane = _plan.InputWidth * _plan.InputHeight;
        var (left, right, part) = (new int[_plan.ScaledWidth], new int[_plan.ScaledWidth], new float[_plan.ScaledWidth]);
        for (var x = 0; x < _plan.ScaledWidth; x++)
        {
            (left[x], right[x], part[x]) = Neighbours(x, width, _plan.ScaledWidth, alongX);
        }

        for (var y = 0; y < _plan.ScaledHeight; y++)
        {
            var (above, below, down) = Neighbours(y, height, _plan.ScaledHeight, alongY);
            var target = ((_plan.PadY + y) * _plan.InputWidth) + _plan.PadX;
            for (var x = 0; x < _plan.ScaledWidth; x++)
            {
                for (var channel = 0; channel < PixelBuffer.Channels; channel++)
                {
                    var from = origin + channel;
                    var upper = Blend(pixels[from + above + left[x]], pixels[from + above + right[x]], part[x]);
                    var lower = Blend(pixels[from + below + left[x]], pixels[from + below + right[x]], part[x]);
                    _chw[(channel * plane) + target + x] = MathF.Round(Blend(upper, lower, down)) * Scale;
                }
            }
        }

        return _chw;
    }

    /// <summary>Means of complete squares; the remainder at the edges is negligible for the time.</summary>
    private byte[] BoxFiltered()
    {
        var (width, height) = (_width / _box, _height / _box);
        var averaged = new byte[width * height * PixelBuffer.Channels];
        for (var i = 0; i < averaged.Length; i++)
        {
            var (pixel, channel) = (i / PixelBuffer.Channels, i % PixelBuffer.Channels);
            var from = _origin + (pixel / width * _box * _alongY) + (pixel % width * _box * _alongX) + channel;
            var sum = 0;
            for (var y = 0; y < _box; y++)
            {
                for (var x = 0; x < _box; x++)
                {
                    sum += _pixels[from + (y * _alongY) + (x * _alongX)];
                }
            }

            averaged[i] = (byte)((sum + (_box * _box / 2)) / (_box * _box));
        }

        return averaged;
    }

    private static float Blend(float a, float b, float part) => a + ((b - a) * part);

    private static (int First, int Second, float Part) Neighbours(int position, int source, int count, int stride)
    {
        var place = Math.Clamp(((position + 0.5f) * source / count) - 0.5f, 0, source - 1);
        var first = (int)place;
        return (first * stride, Math.Min(first + 1, source - 1) * stride, place - first);
    }
}
