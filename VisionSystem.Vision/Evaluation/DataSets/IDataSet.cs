using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>Images and their ground truth. Only text is held in memory, never an image.</summary>
internal interface IDataSet
{
    /// <summary>The class names; <see cref="GroundTruthObject.ClassId"/> is an index into them.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>True if <see cref="Classes"/> are names, false if they are numbers.</summary>
    bool HasNames { get; }

    /// <summary>The paths of the images, in a stable order.</summary>
    IReadOnlyList<string> Images { get; }

    /// <summary>Sentences for the user about irregularities.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Returns the objects in an image, in pixels of the upright image.</summary>
    /// <param name="image">The index in <see cref="Images"/>.</param>
    /// <param name="width">The image's upright width in pixels.</param>
    /// <param name="height">The image's upright height in pixels.</param>
    /// <exception cref="DataSetException">A label file can no longer be read.</exception>
    IReadOnlyList<GroundTruthObject> Objects(int image, int width, int height);
}

/// <summary>The ground truth or the detections cannot be read; the message names the file, the position and the reason.</summary>
internal sealed class DataSetException(string message, Exception? inner = null) : Exception(message, inner);
