using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>
/// Lists a folder in ordinal order, with one level in memory at a time. Entries deleted during the listing are skipped.
/// </summary>
internal static class FolderListing
{
    /// <summary>Returns the names of the subfolders.</summary>
    public static IReadOnlyList<string> Folders(string path) => [.. Sorted(path, Directory.EnumerateDirectories)];

    /// <summary>Returns the files below a folder.</summary>
    /// <param name="path">Path of the folder.</param>
    /// <param name="key">Key prefix of the folder.</param>
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
