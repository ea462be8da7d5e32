namespace VisionSystem.Vision.Models.Graphs;

/// <summary>Paths with their symbolic links followed.</summary>
internal static class LinkedPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>Follows the links of the path and of every folder on it; parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Resolve(string path) => Resolve(path, MostLinks);

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
                throw new IOException($"The symbolic links of {path} lead in a circle.");
            }

            resolved = Resolve(Path.Combine(resolved, target), links - 1);
        }

        return resolved;
    }
}
