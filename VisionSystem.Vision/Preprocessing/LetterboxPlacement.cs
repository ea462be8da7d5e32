namespace VisionSystem.Vision.Preprocessing;

/// <summary>Where the picture lies on the model's input.</summary>
internal enum LetterboxPlacement
{
    /// <summary>In the middle, as Ultralytics' models are trained.</summary>
    Centre,

    /// <summary>At the top left, as YOLOX is trained.</summary>
    TopLeft,

    /// <summary>Stretched over the whole input, whatever the picture's shape.</summary>
    Stretch,

    /// <summary>Covering the whole input; what reaches over its edges is cut off, as classifiers are trained.</summary>
    Crop,
}
