namespace VisionSystem.Inference.Imaging;

/// <summary>Which codecs may be used.</summary>
internal enum CodecChoice
{
    /// <summary>Native where installed, ImageSharp for the rest.</summary>
    Auto,

    /// <summary>libjpeg-turbo and libvips only; a format without one stops the start.</summary>
    Native,

    /// <summary>ImageSharp only: nothing to install, several times slower.</summary>
    Portable,
}
