using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>
/// What is in a folder, in ordinal order, one level in memory at a time. What vanishes meanwhile is left out.
/// </summary>
internal static class FolderListing
{
    /// <summary>The names of the folders in a folder.</summary>
    public static IReadOnlyList<string> Folders(string path) => [.. Sorted(path, Directory.EnumerateDirectories)];

    /// <summary>The files below a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="key">What the keys of all that is in it begin with.</param>
    public static IEnumerable<StoredObject> Files(string path, string key)
    {
        foreach (var name in Sorted(path, Directory.EnumerateFileSystemEntries))
        {
            var entry = Path.Combine(path, name);
            if (Directory.Exists(entry))
            {
                foreach (var file in Files(entry, $"{key}{name}/"))
                {
                    yield return file;
                }
            }
            else if (new FileInfo(entry) is { Exists: true } file)
            {
                yield return new StoredObject(key + name, file.Length, file.LastWriteTimeUtc);
            }
        }
    }

    private static string[] Sorted(string path, Func<string, IEnumerable<string>> entries)
    {
        try
        {
            var names = entries(path).Select(entry => Path.GetFileName(entry)).ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
