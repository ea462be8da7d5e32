namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Says in words what keeps a disk from taking data.</summary>
public static class DiskFault
{
    public const string Full = "the disk is full";

    /// <summary>As much as a file system gives out at a time: an empty file fits on a full disk.</summary>
    private const int ProbeBytes = 4096;

    /// <summary>Finds by writing what keeps a folder from being written to; null when nothing does.</summary>
    public static string? Of(string folder)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(folder, $".probe-{Path.GetRandomFileName()}"), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Delete,
                Options = FileOptions.DeleteOnClose,
                BufferSize = 0,
            });
            probe.Write(new byte[ProbeBytes]);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Describe(exception);
        }
    }

    /// <summary>What a failed file operation means.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        // ENOSPC, EDQUOT, ERROR_DISK_FULL.
        IOException { HResult: 28 or 122 or unchecked((int)0x80070070) } => Full,

        // EFBIG: the process, or the file system, allows no larger file.
        IOException { HResult: 27 } => "a file would be larger than allowed",

        // EROFS, ERROR_WRITE_PROTECT.
        IOException { HResult: 30 or unchecked((int)0x80070013) } => "the file system is read-only",
        UnauthorizedAccessException => "the service has no right to write there",
        _ => exception.Message.TrimEnd('.'),
    };
}
