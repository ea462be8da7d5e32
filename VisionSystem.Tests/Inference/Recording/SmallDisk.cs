using System.Runtime.InteropServices;

namespace VisionSystem.Tests.Inference.Recording;

/// <summary>A file system of a few megabytes in memory that can be filled and freed. Mounting it requires root on Linux.</summary>
internal sealed partial class SmallDisk : IDisposable
{
    private const ulong ReadOnly = 1;
    private const int Detach = 2;

    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts the disk, or skips the test.</summary>
    public static SmallDisk Mount(int megabytes, bool readOnly = false)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a disk of a few megabytes is a tmpfs, which Linux has");
        var disk = new SmallDisk();
        if (Mount("none", disk.Path, "tmpfs", readOnly ? ReadOnly : 0, $"size={megabytes}m") != 0)
        {
            var reason = Marshal.GetLastPInvokeErrorMessage();
            disk._folder.Dispose();
            Assert.Skip($"a tmpfs cannot be mounted here ({reason}); it takes root");
        }

        return disk;
    }

    /// <summary>Fills the disk to the last byte.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var block in new[] { 1 << 16, 1 << 12 })
        {
            try
            {
                while (true)
                {
                    filler.Write(new byte[block]);
                }
            }
            catch (IOException)
            {
                // No space for another block of this size.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            _ = Unmount(Path, Detach);
        }

        _folder.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
