using System.Globalization;

namespace VisionSystem.Vision.Models;

/// <summary>The state by which a change of a file is detected without reading it: the target of a link, its times and its length.</summary>
internal readonly record struct FileStamp(string Target, DateTime Written, DateTime Created, long Length)
{
    /// <summary>Returns the file's current state; null when it does not exist or cannot be accessed.</summary>
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

    /// <summary>Formats all fields, with times to the tick.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Target} {Written.Ticks} {Created.Ticks} {Length}");
}

/// <summary>The state by which a change of a model is detected.</summary>
/// <param name="Graph">The stamp of the <c>.onnx</c> file.</param>
/// <param name="Weights">The stamps of the weight files that the graph refers to, as one text.</param>
/// <param name="Sidecars">The stamps of the files beside the model with names and preparation, as one text.</param>
/// <param name="Length">The size of the graph and its weights in bytes.</param>
internal readonly record struct ModelStamp(FileStamp Graph, string Weights, string Sidecars, long Length);
