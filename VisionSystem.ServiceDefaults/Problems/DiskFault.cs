namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Describes why a disk cannot be written.</summary>
public static class DiskFault
{
    /// <summary>The description of a full disk.</summary>
    public const string Full = "the disk is full";

    /// <summary>One block of a typical file system: an empty file would fit on a full disk.</summary>
    private const int ProbeBytes = 4096;

    /// <summary>Writes a temporary file to test a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The fault, without a full stop; null if the folder can be written.</returns>
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

    /// <summary>Describes a failed file operation.</summary>
    /// <param name="exception">The exception of the operation.</param>
    /// <returns>The fault, without a full stop.</returns>
    public static string Describe(Exception exception) => exception switch
    {
        // ENOSPC, EDQUOT, ERROR_DISK_FULL.
        IOException { HResult: 28 or 122 or unchecked((int)0x80070070) } => Full,

        // EFBIG: the limit of the process or the file system.
        IOException { HResult: 27 } => "a file would be larger than allowed",

        // EROFS, ERROR_WRITE_PROTECT.
        IOException { HResult: 30 or unchecked((int)0x80070013) } => "the file system is read-only",
        UnauthorizedAccessException => "the service has no right to write there",
        _ => exception.Message.TrimEnd('.'),
    };
}
