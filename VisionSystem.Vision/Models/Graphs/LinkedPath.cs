namespace VisionSystem.Vision.Models.Graphs;

/// <summary>Resolves symbolic links in paths.</summary>
internal static class LinkedPath
{
    /// <summary>The same number of links that Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>Resolves the links of the path and of every folder in it; parts that do not exist remain unchanged.</summary>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static string Resolve(string path) => Resolve(path, MaxLinks);

    private static string Resolve(string path, int links)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        foreach (var part in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new FileInfo(Path.Combine(resolved, part));
            if (next.LinkTarget is not { } target)
            {
                resolved = next.FullName;
                continue;
            }

            if (links == 0)
            {
                throw new IOException($"The symbolic links of {path} form a cycle.");
            }

            resolved = Resolve(Path.Combine(resolved, target), links - 1);
        }

        return resolved;
    }
}
