namespace VisionSystem.Vision.Imaging;

/// <summary>Which codecs may be used.</summary>
internal enum CodecChoice
{
    /// <summary>libjpeg-turbo for JPEG where it is installed, libvips for the rest.</summary>
    Auto,

    /// <summary>As <see cref="Auto"/>, but a missing libjpeg-turbo stops the start.</summary>
    Native,

    /// <summary>Only what comes with the packages: libvips decodes every format but BMP, ImageSharp encodes.</summary>
    Portable,
}
