namespace VisionSystem.Vision.Imaging;

/// <summary>How pixels that are not opaque 8-bit RGB become so. The default value lays them over white and keeps their high bytes.</summary>
/// <param name="Background">The colour that shows through transparency; white where null.</param>
/// <param name="Scale">How values of 16 bits become values of 8.</param>
internal readonly record struct PixelConversion(Colour? Background, ValueScale Scale)
{
    /// <summary>The colour that shows through transparency.</summary>
    public Colour Paper => Background ?? Colour.White;
}

/// <summary>How values of 16 bits become values of 8; those of 8 bits stay as they are.</summary>
internal enum ValueScale
{
    /// <summary>By their bits: the high byte.</summary>
    Depth,

    /// <summary>By their use: the least value of the picture becomes 0, the greatest 255, in all colours alike.</summary>
    Range,
}
