using VisionSystem.Bench.Data;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>FastAPI with OpenCV and ONNX Runtime under uvicorn, from <see cref="DebianChroot"/>.</summary>
internal sealed class FastApiPeer : IPeer
{
    private static readonly string Sources = Path.Combine(BenchFiles.Root, "bench", "peers", "fastapi");

    public string Name => "FastAPI";

    public IReadOnlyList<WorkerConfiguration> Configurations { get; } =
    [
        new(Environment.ProcessorCount, 1, 1),
        new(1, Environment.ProcessorCount, 1),
        new(1, 1, Environment.ProcessorCount),
        new(2 * Environment.ProcessorCount, 1, 1),
    ];

    public Task<string?> InstallAsync(CancellationToken cancellationToken) => DebianChroot.InstallAsync(cancellationToken);

    public ServerStart Server(string model, WorkerConfiguration configuration)
    {
        var port = FreePort.Take();
        DebianChroot.CopyIn(Path.Combine(Sources, "app.py"));
        var uvicorn = DebianChroot.Command(
            "python3", "-m", "uvicorn", "app:app", "--app-dir", DebianChroot.Inside, "--host", "127.0.0.1", "--port", $"{port}",
            "--workers", $"{configuration.Workers}", "--loop", "uvloop", "--http", "httptools", "--no-access-log");
        return new ServerStart("fastapi", uvicorn, port, new Dictionary<string, string>
        {
            ["MODEL"] = DebianChroot.CopyIn(model),
            ["ENGINE_THREADS"] = $"{configuration.EngineThreads}",
            ["POOL_THREADS"] = $"{configuration.PoolThreads}",
        })
        {
            WorkerReady = "Application startup complete",
            Workers = configuration.Workers,
        };
    }

    public IReadOnlyList<string> Engine(string model, string tensor, EngineConcurrency use, double seconds) => DebianChroot.Command(
        "python3", DebianChroot.CopyIn(Path.Combine(Sources, "engine.py")), DebianChroot.CopyIn(model), DebianChroot.CopyIn(tensor),
        $"{use.Concurrent}", $"{use.Threads}", $"{seconds}");

    /// <summary>The command that runs a script from the folder of the app.</summary>
    public IReadOnlyList<string> Script(string name) => DebianChroot.Command("python3", DebianChroot.CopyIn(Path.Combine(Sources, name)));
}
