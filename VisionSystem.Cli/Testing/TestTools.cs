using System.Diagnostics;
using System.Runtime.InteropServices;
using VisionSystem.Cli.Processes;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Testing;

/// <summary>Programs that only tests and benchmarks use. A test without its program is skipped with the reason.</summary>
internal static class TestTools
{
    private const string S3Server = "s3rver@3.7.1";

    private static readonly (string Package, Func<bool> IsInstalled)[] Packages =
    [
        ("prometheus", () => Tool.IsInstalled("promtool")),
        ("redis-server", () => Tool.IsInstalled("redis-server")),
        ("rclone", () => Tool.IsInstalled("rclone")),
        ("chromium", () => Tool.IsInstalled("chromium")),
        ("libturbojpeg0", HasTurboJpeg),
        ("postgresql", () => InstalledPrograms.FindPostgres() is not null),
        ("strace", () => Tool.IsInstalled("strace")),
    ];

    public static async Task InstallAsync(CommandConsole console, CancellationToken cancellationToken)
    {
        await InstallS3ServerAsync(console, cancellationToken);
        await InstallPackagesAsync(
            console, "some tests use", "the tests that use them are skipped", [.. Packages.Where(package => !package.IsInstalled()).Select(package => package.Package)], cancellationToken);
        await InstallPycocotoolsAsync(console, cancellationToken);
    }

    public static Task InstallForBenchmarksAsync(CommandConsole console, CancellationToken cancellationToken) => InstallPackagesAsync(
        console, "benchmarks use", "JPEGs are decoded by libvips, which is slower", HasTurboJpeg() ? [] : ["libturbojpeg0"], cancellationToken);

    private static bool HasTurboJpeg()
    {
        var isInstalled = NativeLibrary.TryLoad("libturbojpeg.so.0", out var library);
        NativeLibrary.Free(library);
        return isInstalled;
    }

    /// <summary>Installs Debian packages if the process is privileged; otherwise reports the consequence of their absence.</summary>
    private static async Task InstallPackagesAsync(CommandConsole console, string users, string without, string[] missing, CancellationToken cancellationToken)
    {
        if (missing.Length == 0)
        {
            return;
        }

        if (!Environment.IsPrivilegedProcess || !Tool.IsInstalled("apt-get"))
        {
            await console.Error.WriteLineAsync($"Not installed: {string.Join(' ', missing)}; {without}");
            return;
        }

        var log = Checkout.StateOf("apt.log");
        var start = new ProcessStartInfo("sh", ["-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends \"$@\"", "sh", .. missing])
        {
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        if (await Tool.LogAsync(console, $"Installing packages that {users}: {string.Join(' ', missing)}", start, log, cancellationToken) != 0)
        {
            await console.Error.WriteLineAsync($"  the installation failed ({log}): {without}");
        }
    }

    /// <summary>Installed separately and attempted only once, because not every release of Debian contains the package.</summary>
    private static async Task InstallPycocotoolsAsync(CommandConsole console, CancellationToken cancellationToken)
    {
        var tried = Checkout.StateOf("pycocotools.tried");
        if (File.Exists(tried) || await HasAsync("python3") || await HasAsync("/usr/bin/python3"))
        {
            return;
        }

        await InstallPackagesAsync(console, "a test of COCO exports uses", "that test is skipped", ["python3-pycocotools"], cancellationToken);
        await File.WriteAllTextAsync(tried, "", cancellationToken);

        async Task<bool> HasAsync(string python) => (File.Exists(python) || Tool.IsInstalled(python))
            && (await Tool.ReadAsync(new ProcessStartInfo(python, ["-c", "import pycocotools"]), TextWriter.Null, cancellationToken)).ExitCode == 0;
    }

    private static async Task InstallS3ServerAsync(CommandConsole console, CancellationToken cancellationToken)
    {
        const string Skipped = "the tests that use it are skipped";
        var folder = Checkout.StateOf("test-tools");
        var (installed, log) = (Path.Combine(folder, ".wanted"), Path.Combine(folder, "npm.log"));
        if (File.Exists(installed) && (await File.ReadAllTextAsync(installed, cancellationToken)).Trim() == S3Server)
        {
            return;
        }

        if (!Tool.IsInstalled("npm"))
        {
            await console.Error.WriteLineAsync($"Not installed: npm, which installs an S3 server; {Skipped}");
            return;
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{ \"private\": true }\n", cancellationToken);
        var start = new ProcessStartInfo("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", S3Server]);
        if (await Tool.LogAsync(console, $"Installing an S3 server for the tests: {S3Server}", start, log, cancellationToken) != 0)
        {
            await console.Error.WriteLineAsync($"  the installation failed ({log}); {Skipped}");
            return;
        }

        await File.WriteAllTextAsync(installed, S3Server + "\n", cancellationToken);
    }
}
