namespace VisionSystem.Inference.Segmentation;

/// <summary>How masks are written.</summary>
internal enum MaskForm
{
    Polygon,
    Rle,
    Both,
}
