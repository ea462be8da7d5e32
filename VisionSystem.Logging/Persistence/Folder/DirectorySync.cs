using System.Runtime.InteropServices;

namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>
/// Makes a rename durable: POSIX guarantees a new name only after its directory was synced, and .NET has no call for that.
/// NTFS journals names itself.
/// </summary>
internal static partial class DirectorySync
{
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, flags: 0);
        if (descriptor < 0)
        {
            throw Fault(directory);
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw Fault(directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Fault(string directory) =>
        new($"{directory} could not be synced: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

/// <summary>Creates folders durably.</summary>
internal static class SyncedFolder
{
    /// <summary>Creates the missing folders of a file and syncs the parent of each new one.</summary>
    /// <returns>The folder of the file.</returns>
    public static string CreateFor(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var parent = CreateFor(folder);
        Directory.CreateDirectory(folder);
        DirectorySync.Flush(parent);
        return folder;
    }
}
