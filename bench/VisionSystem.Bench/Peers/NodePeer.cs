using VisionSystem.Bench.Data;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Peers;

/// <summary>onnxruntime-node and sharp, installed in <c>.vision/peers/node</c>.</summary>
internal sealed class NodePeer : IPeer
{
    private static readonly string Folder = Path.Combine(BenchFiles.Root, ".vision", "peers", "node");
    private static readonly string Sources = Path.Combine(BenchFiles.Root, "bench", "peers", "node");

    public string Name => "Node";

    /// <summary>A run blocks the event loop of its worker, so a worker executes one run at a time; decoding overlaps with it.</summary>
    public IReadOnlyList<WorkerConfiguration> Configurations { get; } =
    [
        new(Environment.ProcessorCount, 1, 1),
        new(1, Environment.ProcessorCount, 1),
        new(2 * Environment.ProcessorCount, 1, 1),
    ];

    public async Task<string?> InstallAsync(CancellationToken cancellationToken)
    {
        if (!Tool.IsInstalled("node") || !Tool.IsInstalled("npm"))
        {
            return "node or npm is missing: install Node.js 20 or newer";
        }

        var marker = Folder + ".installed";
        var wanted = await File.ReadAllTextAsync(Path.Combine(Sources, "package.json"), cancellationToken);
        CopySources();
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellationToken) == wanted)
        {
            return null;
        }

        // The install script of the engine would search for CUDA, which is not needed.
        if (await LoggedCommand.RunAsync(
            "Installing onnxruntime-node and sharp into .vision/peers/node", cancellationToken,
            "npm", "install", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error") is { } failed)
        {
            return failed;
        }

        await File.WriteAllTextAsync(marker, wanted, cancellationToken);
        return null;
    }

    public ServerStart Server(string model, WorkerConfiguration configuration)
    {
        var port = FreePort.Take();
        return new ServerStart("node", ["node", Path.Combine(Folder, "app.mjs")], port, new Dictionary<string, string>
        {
            ["MODEL"] = model,
            ["PORT"] = $"{port}",
            ["WORKERS"] = $"{configuration.Workers}",
            ["ENGINE_THREADS"] = $"{configuration.EngineThreads}",
        })
        {
            WorkerReady = "worker ready",
            Workers = configuration.Workers,
        };
    }

    public IReadOnlyList<string> Engine(string model, string tensor, EngineConcurrency use, double seconds) =>
        ["node", Path.Combine(Folder, "engine.mjs"), model, tensor, $"{use.Concurrent}", $"{use.Threads}", $"{seconds}"];

    private static void CopySources()
    {
        Directory.CreateDirectory(Folder);
        foreach (var source in Directory.GetFiles(Sources))
        {
            File.Copy(source, Path.Combine(Folder, Path.GetFileName(source)), overwrite: true);
        }
    }
}
