using System.Numerics;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>How a model wants its pixels: value = grey level (0..255) × scale + offset, for red, green and blue.</summary>
/// <param name="BlueFirst">Planes in the order blue, green, red (OpenCV's) in place of red, green, blue.</param>
/// <param name="Scale">1/255 for 0..1, 1 for 0..255; red, green, blue.</param>
/// <param name="Offset">Added after scaling; red, green, blue.</param>
internal readonly record struct PixelLayout(bool BlueFirst, Vector3 Scale, Vector3 Offset)
{
    /// <summary>The same for all three colours.</summary>
    public PixelLayout(bool blueFirst, float scale, float offset = 0)
        : this(blueFirst, new Vector3(scale), new Vector3(offset))
    {
    }

    /// <summary>One plane of luminance in place of three of colours, scaled as red is.</summary>
    public bool Grey { get; init; }

    /// <summary>Planes of the input.</summary>
    public int Planes => Grey ? 1 : PixelBuffer.Channels;

    /// <summary>RGB, 0..1: Ultralytics' models.</summary>
    public static PixelLayout UnitRgb { get; } = new(false, 1f / 255);

    /// <summary>BGR, 0..255: YOLOX.</summary>
    public static PixelLayout ByteBgr { get; } = new(true, 1);

    /// <summary>(grey level × <paramref name="factor"/> − mean) ÷ deviation: classifiers trained on ImageNet.</summary>
    public static PixelLayout Normalised(bool blueFirst, float factor, Vector3 mean, Vector3 deviation) =>
        new(blueFirst, new Vector3(factor) / deviation, -mean / deviation);
}
