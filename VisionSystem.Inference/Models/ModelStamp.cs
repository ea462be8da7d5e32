namespace VisionSystem.Inference.Models;

/// <summary>By what a change of a file is noticed without reading it: the file that a link leads to, its times and its length.</summary>
internal readonly record struct ModelStamp(string Target, DateTime Written, DateTime Created, long Length)
{
    /// <summary>The file as it is now; null when it is not there or cannot be looked at.</summary>
    public static ModelStamp? Of(string file)
    {
        try
        {
            var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
            var info = new FileInfo(target);
            return info.Exists ? new ModelStamp(target, info.LastWriteTimeUtc, info.CreationTimeUtc, info.Length) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
