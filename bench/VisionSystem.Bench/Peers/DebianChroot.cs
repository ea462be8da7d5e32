using VisionSystem.Bench.Data;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Peers;

/// <summary>
/// A chroot in <c>.vision/peers/fastapi</c> with Python, OpenCV, ONNX Runtime and FastAPI from Debian 13. Each command runs in its
/// own mount namespace with <c>/proc</c> mounted, which ends with the command.
/// </summary>
internal static class DebianChroot
{
    /// <summary>The folder of copied files, as seen from inside the chroot.</summary>
    public const string Inside = "/srv/vision";

    private const string Packages = "python3-fastapi,python3-onnxruntime,python3-opencv,python3-uvloop,python3-httptools,uvicorn";
    private const string Suite = "trixie";
    private const string Installer = "mmdebstrap";
    private static readonly string Folder = Path.Combine(BenchFiles.Root, ".vision", "peers", "fastapi");

    /// <summary>Installs the chroot if it is missing.</summary>
    /// <returns>Null, or the reason why it cannot be installed on this machine.</returns>
    public static Task<string?> InstallAsync(CancellationToken cancellationToken) => InstallAsync(Folder, Installer, cancellationToken);

    /// <summary>Installs the chroot into a folder with a program that accepts the arguments of mmdebstrap.</summary>
    internal static async Task<string?> InstallAsync(string folder, string installer, CancellationToken cancellationToken)
    {
        var marker = folder + ".installed";
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellationToken) == Packages)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Tool.IsInstalled("apt-get"))
        {
            return "the installation from Debian packages requires root on a Linux with apt: run the benchmark there";
        }

        // mmdebstrap creates only the last folder of a path, not its parents.
        var part = folder + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        Remove(part);
        if ((await InstallToolAsync(installer, cancellationToken) ?? await InstallPackagesAsync(part, installer, cancellationToken)) is { } failed)
        {
            return failed;
        }

        Remove(folder);
        Directory.Move(part, folder);
        await File.WriteAllTextAsync(marker, Packages, cancellationToken);
        return null;
    }

    /// <summary>Copies a file into the chroot and returns its path inside it.</summary>
    public static string CopyIn(string file)
    {
        var outside = Directory.CreateDirectory(Folder + Inside).FullName;
        File.Copy(file, Path.Combine(outside, Path.GetFileName(file)), overwrite: true);
        return $"{Inside}/{Path.GetFileName(file)}";
    }

    /// <summary>Wraps a command to run inside the chroot, in its own mount namespace.</summary>
    public static IReadOnlyList<string> Command(params IEnumerable<string> command) =>
        ["unshare", "--mount", "sh", "-c", "mount --bind /proc \"$0/proc\" && exec chroot \"$0\" \"$@\"", Folder, .. command];

    private static async Task<string?> InstallToolAsync(string installer, CancellationToken cancellationToken) => Tool.IsInstalled(installer)
        ? null
        : await LoggedCommand.RunAsync("Reading Debian's package lists", cancellationToken, "apt-get", "update", "-qq")
            ?? await LoggedCommand.RunAsync(
                $"Installing {installer}", cancellationToken, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", installer);

    private static Task<string?> InstallPackagesAsync(string folder, string installer, CancellationToken cancellationToken) => LoggedCommand.RunAsync(
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
