using VisionSystem.Bench.Data;
using VisionSystem.Cli.Terminal;

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
    private const string Installer = "mmdebstrap";
    private static readonly string Folder = Path.Combine(BenchFiles.Root, ".vision", "peers", "fastapi");

    /// <summary>Installs it where it is not yet.</summary>
    /// <returns>Null, or why it cannot be had on this machine.</returns>
    public static Task<string?> InstallAsync(CancellationToken cancellationToken) => InstallAsync(Folder, Installer, cancellationToken);

    /// <summary>Installs it into a folder with a program that takes the arguments of mmdebstrap.</summary>
    internal static async Task<string?> InstallAsync(string folder, string installer, CancellationToken cancellationToken)
    {
        var marker = folder + ".installed";
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellationToken) == Packages)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Tool.IsInstalled("apt-get"))
        {
            return "it is installed from Debian packages into a folder of its own: run the benchmark as root on a Linux with apt";
        }

        // The parent is made here, since mmdebstrap makes the last folder of a path only.
        var part = folder + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        Remove(part);
        if ((await InstallToolAsync(installer, cancellationToken) ?? await FillAsync(part, installer, cancellationToken)) is { } failed)
        {
            return failed;
        }

        Remove(folder);
        Directory.Move(part, folder);
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

    private static async Task<string?> InstallToolAsync(string installer, CancellationToken cancellationToken) => Tool.IsInstalled(installer)
        ? null
        : await LoggedCommand.RunAsync("Reading Debian's package lists", cancellationToken, "apt-get", "update", "-qq")
            ?? await LoggedCommand.RunAsync(
                $"Installing {installer}", cancellationToken, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", installer);

    private static Task<string?> FillAsync(string folder, string installer, CancellationToken cancellationToken) => LoggedCommand.RunAsync(
        $"Installing FastAPI, OpenCV and ONNX Runtime from Debian {Suite} into .vision/peers/fastapi (1.5 GB, some minutes)",
        cancellationToken, installer, "--variant=minbase", "--include=" + Packages, Suite, folder);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
