using System.Globalization;

namespace VisionSystem.Vision.Models;

/// <summary>By what a change of a file is noticed without reading it: the file that a link leads to, its times and its length.</summary>
internal readonly record struct FileStamp(string Target, DateTime Written, DateTime Created, long Length)
{
    /// <summary>The file as it is now; null when it is not there or cannot be looked at.</summary>
    public static FileStamp? Of(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
            var info = new FileInfo(target);
            return info.Exists ? new FileStamp(target, info.LastWriteTimeUtc, info.CreationTimeUtc, info.Length) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All that it says, to the last tick.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Target} {Written.Ticks} {Created.Ticks} {Length}");
}

/// <summary>By what a change of a model is noticed.</summary>
/// <param name="Graph">Its .onnx file.</param>
/// <param name="Weights">The stamps of the files of weights that the graph names, as one text.</param>
/// <param name="Sidecars">The stamps of the files beside it that say names and preparation, as one text.</param>
/// <param name="Length">Bytes of the graph and its weights.</param>
internal readonly record struct ModelStamp(FileStamp Graph, string Weights, string Sidecars, long Length);
