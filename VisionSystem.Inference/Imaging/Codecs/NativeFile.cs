using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>
/// Finds a native library: the file that an environment variable names, else beside the program, else in
/// <c>.vision/native/</c> of a folder above it (where <c>./vision setup</c> puts it), else where the system keeps it.
/// </summary>
internal static class NativeFile
{
    /// <param name="variable">An environment variable that may name the file; then nothing else is tried.</param>
    /// <param name="folder">The folder's name below <c>.vision/native/</c>.</param>
    /// <param name="pattern">The files that may be it, such as <c>libvips*.so*</c>.</param>
    /// <param name="systemNames">What the system's loader is asked for.</param>
    /// <returns>The library's handle, or 0 when there is none.</returns>
    public static nint Load(string variable, string folder, string pattern, params ReadOnlySpan<string> systemNames)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return TryLoad(named);
        }

        foreach (var candidate in Candidates(folder, pattern))
        {
            if (TryLoad(candidate) is not 0 and var handle)
            {
                return handle;
            }
        }

        foreach (var name in systemNames)
        {
            if (TryLoad(name) is not 0 and var handle)
            {
                return handle;
            }
        }

        return 0;
    }

    private static IEnumerable<string> Candidates(string folder, string pattern)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, pattern))
        {
            yield return file;
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var kept = Path.Combine(above.FullName, ".vision", "native", folder);
            foreach (var file in Directory.Exists(kept) ? Directory.EnumerateFiles(kept, pattern) : [])
            {
                yield return file;
            }
        }
    }

    private static nint TryLoad(string name) => NativeLibrary.TryLoad(name, out var handle) ? handle : 0;
}
