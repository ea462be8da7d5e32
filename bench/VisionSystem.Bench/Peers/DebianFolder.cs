using VisionSystem.Bench.Data;

namespace VisionSystem.Bench.Peers;

/// <summary>
/// Python with OpenCV, ONNX Runtime and FastAPI as Debian 13 has them, in a folder of their own: <c>.vision/peers/fastapi</c>.
/// Commands run with that folder as their root; <c>/proc</c> is mounted for them alone and gone when they end.
/// </summary>
internal static class DebianFolder
{
    /// <summary>Where files lie that were brought in, as commands see it.</summary>
    public const string Inside = "/srv/vision";

    private const string Packages = "python3-fastapi,python3-onnxruntime,python3-opencv,python3-uvloop,python3-httptools,uvicorn";
    private const string Suite = "trixie";
    private static readonly string Folder = Path.Combine(BenchFiles.Root, ".vision", "peers", "fastapi");

    /// <summary>Installs it where it is not yet.</summary>
    /// <returns>Null, or why it cannot be had on this machine.</returns>
    public static async Task<string?> InstallAsync(CancellationToken cancellationToken)
    {
        var marker = Folder + ".installed";
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellationToken) == Packages)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !LoggedCommand.IsThere("apt-get"))
        {
            return "its Debian packages are installed into a folder, which takes root on a Linux with apt";
        }

        var part = Folder + ".part";
        Remove(part);
        if ((await InstallToolAsync(cancellationToken) ?? await FillAsync(part, cancellationToken)) is { } failed)
        {
            return failed;
        }

        Remove(Folder);
        Directory.Move(part, Folder);
        await File.WriteAllTextAsync(marker, Packages, cancellationToken);
        return null;
    }

    /// <summary>Copies a file to where commands can see it; its path there.</summary>
    public static string Bring(string file)
    {
        var outside = Directory.CreateDirectory(Folder + Inside).FullName;
        File.Copy(file, Path.Combine(outside, Path.GetFileName(file)), overwrite: true);
        return $"{Inside}/{Path.GetFileName(file)}";
    }

    /// <summary>A command as it is started from outside. Its mounts are in a namespace of its own and end with it, however it ends.</summary>
    public static IReadOnlyList<string> Command(params IEnumerable<string> command) =>
        ["unshare", "--mount", "sh", "-c", "mount --bind /proc \"$0/proc\" && exec chroot \"$0\" \"$@\"", Folder, .. command];

    private static async Task<string?> InstallToolAsync(CancellationToken cancellationToken) => LoggedCommand.IsThere("mmdebstrap")
        ? null
        : await LoggedCommand.RunAsync("Reading Debian's package lists", cancellationToken, "apt-get", "update", "-qq")
            ?? await LoggedCommand.RunAsync(
                "Installing mmdebstrap", cancellationToken, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", "mmdebstrap");

    private static Task<string?> FillAsync(string folder, CancellationToken cancellationToken) => LoggedCommand.RunAsync(
        $"Installing FastAPI, OpenCV and ONNX Runtime from Debian {Suite} into .vision/peers/fastapi (1.5 GB, some minutes)",
        cancellationToken, "mmdebstrap", "--variant=minbase", "--include=" + Packages, Suite, folder);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
