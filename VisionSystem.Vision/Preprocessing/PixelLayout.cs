using System.Numerics;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>The pixel values that a model expects: grey level (0..255) × scale + offset, for red, green and blue.</summary>
/// <param name="BlueFirst">True for planes in the order blue, green, red (OpenCV's) instead of red, green, blue.</param>
/// <param name="Scale">The factors of red, green and blue: 1/255 for the range 0..1, 1 for 0..255.</param>
/// <param name="Offset">The summands of red, green and blue, added after scaling.</param>
internal readonly record struct PixelLayout(bool BlueFirst, Vector3 Scale, Vector3 Offset)
{
    /// <summary>Uses the same scale and offset for all three colours.</summary>
    public PixelLayout(bool blueFirst, float scale, float offset = 0)
        : this(blueFirst, new Vector3(scale), new Vector3(offset))
    {
    }

    /// <summary>True for one plane of luma instead of three colour planes, scaled like red.</summary>
    public bool Grey { get; init; }

    /// <summary>The number of planes of the input.</summary>
    public int Planes => Grey ? 1 : PixelBuffer.Channels;

    /// <summary>RGB, 0..1: Ultralytics' models.</summary>
    public static PixelLayout UnitRgb { get; } = new(false, 1f / 255);

    /// <summary>BGR, 0..255: YOLOX.</summary>
    public static PixelLayout ByteBgr { get; } = new(true, 1);

    /// <summary>(grey level × <paramref name="factor"/> − mean) ÷ deviation: classifiers trained on ImageNet.</summary>
    public static PixelLayout Normalised(bool blueFirst, float factor, Vector3 mean, Vector3 deviation) =>
        new(blueFirst, new Vector3(factor) / deviation, -mean / deviation);
}
