using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Preprocessing;

/// <summary>
/// The definition of cv2.resize(INTER_LINEAR), copyMakeBorder(114) and a transpose to planes for 8-bit images: half-pixel
/// centres, weights of 11 bits, one rounding at the end. Blue first, 0..255.
/// </summary>
internal static unsafe class OpenCvDefinition
{
    public static float[] Letterbox(in UprightView view, in LetterboxPlan plan)
    {
        var values = new float[3 * plan.InputWidth * plan.InputHeight];
        Array.Fill(values, 114);
        for (var y = 0; y < plan.ScaledHeight; y++)
        {
            var (top, down) = Neighbour(y, view.Height, plan.ScaledHeight);
            for (var x = 0; x < plan.ScaledWidth; x++)
            {
                var (left, right) = Neighbour(x, view.Width, plan.ScaledWidth);
                for (var channel = 0; channel < 3; channel++)
                {
                    var near = Level(view, left, top, channel, right) * (2048 - down);
                    var far = Level(view, left, Math.Min(top + 1, view.Height - 1), channel, right) * down;
                    values[((2 - channel) * plan.InputHeight * plan.InputWidth) + ((plan.PadY + y) * plan.InputWidth) + plan.PadX + x] = (near + far + (1 << 21)) >> 22;
                }
            }
        }

        return values;
    }

    private static int Level(in UprightView view, int x, int y, int channel, int weight)
    {
        var row = view.Origin + (y * view.YStride) + channel;
        return (row[x * view.XStride] * (2048 - weight)) + (row[Math.Min(x + 1, view.Width - 1) * view.XStride] * weight);
    }

    private static (int First, int Weight) Neighbour(int position, int source, int target)
    {
        var place = Math.Clamp(((position + 0.5) * source / target) - 0.5, 0, source - 1);
        return ((int)place, (int)Math.Round((place - (int)place) * 2048));
    }
}
