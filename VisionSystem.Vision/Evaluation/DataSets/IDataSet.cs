using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>Images and what is in them. What it holds in memory is text, never an image.</summary>
internal interface IDataSet
{
    /// <summary>The classes; <see cref="GroundTruthObject.ClassId"/> is an index in it.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Whether <see cref="Classes"/> are names, and not numbers that stand in for them.</summary>
    bool HasNames { get; }

    /// <summary>The images' files, in an order that does not change from run to run.</summary>
    IReadOnlyList<string> Images { get; }

    /// <summary>One sentence each on what is odd about it, for people.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>What is in an image, in pixels of the image as a person sees it.</summary>
    /// <param name="image">Index in <see cref="Images"/>.</param>
    /// <param name="width">The image's upright width in pixels.</param>
    /// <param name="height">The image's upright height in pixels.</param>
    /// <exception cref="DataSetException">A label file became unreadable.</exception>
    IReadOnlyList<GroundTruthObject> Objects(int image, int width, int height);
}

/// <summary>The ground truth or the detections cannot be read; the message names the file, the place and the reason.</summary>
internal sealed class DataSetException(string message, Exception? inner = null) : Exception(message, inner);
