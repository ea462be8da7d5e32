using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>Resizes images for measurements; the inference path never does.</summary>
internal static unsafe class Stretch
{
    /// <summary>Returns an upright image of the given size, interpolated as on the inference path.</summary>
    /// <param name="view">The image.</param>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    public static PixelBuffer To(in UprightView view, int width, int height)
    {
        var plan = CentreCrop.Plan(view.Width, view.Height, width, height, stretch: true, kept: 1);
        var plane = width * height;
        var planes = PixelMemory.Shared.Rent((long)plane * PixelBuffer.Channels);
        Letterbox.Fill(view, plan, new PixelLayout(blueFirst: false, 1), new Span<byte>(planes.Pointer, plane * PixelBuffer.Channels));
        var stretched = PixelBuffer.Rent(width, height);
        var target = stretched.Pointer;
        for (var i = 0; i < plane; i++, target += PixelBuffer.Channels)
        {
            (target[0], target[1], target[2]) = (planes.Pointer[i], planes.Pointer[plane + i], planes.Pointer[(2L * plane) + i]);
        }

        PixelMemory.Shared.Return(planes);
        return stretched;
    }
}
