namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>How masks are written.</summary>
internal enum MaskForm
{
    Polygon,
    Rle,
    Both,
}
