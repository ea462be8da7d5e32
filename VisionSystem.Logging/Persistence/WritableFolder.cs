namespace VisionSystem.Logging.Persistence;

/// <summary>Proves by writing that a folder can be written to: permissions, read-only mounts and full disks all show.</summary>
internal static class WritableFolder
{
    /// <summary>Creates the folder where it is missing and writes to it.</summary>
    /// <returns>Null when it is usable, else one sentence.</returns>
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
