namespace VisionSystem.Logging.Persistence;

/// <summary>Verifies by a write that a folder is writable, which detects missing permissions, read-only mounts and full disks.</summary>
internal static class WritableFolder
{
    /// <summary>Creates the folder if it is missing and writes to it.</summary>
    /// <returns>Null for a writable folder, otherwise a description of the failure.</returns>
    public static string? Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe-{Path.GetRandomFileName()}");
            using (File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"the folder {folder} cannot be written to ({exception.Message})";
        }
    }
}
