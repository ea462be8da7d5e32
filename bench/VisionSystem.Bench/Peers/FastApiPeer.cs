using System.Globalization;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>
/// FastAPI, OpenCV and ONNX Runtime as Debian 13 has them, in a folder of their own below <c>.vision/peers/fastapi</c>. The
/// server runs with that folder as its root; <c>/proc</c> is mounted for it alone and gone when it ends.
/// </summary>
internal sealed class FastApiPeer : IPeer
{
    private const string Packages = "python3-fastapi,python3-onnxruntime,python3-opencv,python3-uvloop,python3-httptools,uvicorn";
    private const string Suite = "trixie";

    /// <summary>Where app and models lie, as the server sees it.</summary>
    private const string Inside = "/srv/vision";

    private static readonly string Folder = Path.Combine(BenchFiles.Root, ".vision", "peers", "fastapi");
    private static readonly string Sources = Path.Combine(BenchFiles.Root, "bench", "peers", "fastapi");

    public string Name => "FastAPI";

    public IReadOnlyList<Arrangement> Arrangements { get; } =
    [
        new(Environment.ProcessorCount, 1, 1),
        new(1, Environment.ProcessorCount, 1),
        new(1, 1, Environment.ProcessorCount),
        new(2 * Environment.ProcessorCount, 1, 1),
    ];

    public async Task<string?> InstallAsync(CancellationToken cancellationToken)
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

        if (await InstallAsync(Folder + ".part", cancellationToken) is { } failed)
        {
            return failed;
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        Directory.Move(Folder + ".part", Folder);
        await File.WriteAllTextAsync(marker, Packages, cancellationToken);
        return null;
    }

    public ServerStart Server(string model, Arrangement arrangement)
    {
        var port = RunningServer.FreePort();
        string[] uvicorn =
        [
            "python3", "-m", "uvicorn", "app:app", "--app-dir", Inside, "--host", "127.0.0.1", "--port", Text(port), "--workers", Text(arrangement.Workers),
            "--loop", "uvloop", "--http", "httptools", "--no-access-log",
        ];
        return new ServerStart("fastapi", InFolder(uvicorn), port, new Dictionary<string, string>
        {
            ["MODEL"] = Bring(model),
            ["ENGINE_THREADS"] = Text(arrangement.EngineThreads),
            ["POOL_THREADS"] = Text(arrangement.PoolThreads),
        })
        {
            WorkerReady = "Application startup complete",
            Workers = arrangement.Workers,
        };
    }

    public IReadOnlyList<string> Engine(string model, string tensor, int concurrent, double seconds) =>
        InFolder(["python3", Inside + "/engine.py", Bring(model), Bring(tensor), Text(concurrent), "1", seconds.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>One of the scripts beside the app, as a command.</summary>
    public IReadOnlyList<string> Script(string name) => InFolder(["python3", Bring(Path.Combine(Sources, name))]);

    private static async Task<string?> InstallAsync(string part, CancellationToken cancellationToken)
    {
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        if (!LoggedCommand.IsThere("mmdebstrap")
            && (await LoggedCommand.RunAsync("Reading Debian's package lists", cancellationToken, "apt-get", "update", "-qq")
                ?? await LoggedCommand.RunAsync("Installing mmdebstrap", cancellationToken, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", "mmdebstrap")) is { } failed)
        {
            return failed;
        }

        return await LoggedCommand.RunAsync(
            $"Installing FastAPI, OpenCV and ONNX Runtime from Debian {Suite} into .vision/peers/fastapi (1.5 GB, some minutes)", cancellationToken,
            "mmdebstrap", "--variant=minbase", "--include=" + Packages, Suite, part);
    }

    /// <summary>In a mount namespace of its own, so that the mount ends with the server however it ends.</summary>
    private static string[] InFolder(string[] command) =>
        ["unshare", "--mount", "sh", "-c", "mount --bind /proc \"$0/proc\" && exec chroot \"$0\" \"$@\"", Folder, .. command];

    /// <summary>Copies a file to where the server can see it, with the app; where that is.</summary>
    private static string Bring(string file)
    {
        var outside = Directory.CreateDirectory(Folder + Inside).FullName;
        foreach (var source in Directory.GetFiles(Sources, "*.py").Append(file))
        {
            File.Copy(source, Path.Combine(outside, Path.GetFileName(source)), overwrite: true);
        }

        return $"{Inside}/{Path.GetFileName(file)}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
