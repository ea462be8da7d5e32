using VisionSystem.Bench.Data;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>FastAPI with OpenCV and ONNX Runtime under uvicorn, from <see cref="DebianFolder"/>.</summary>
internal sealed class FastApiPeer : IPeer
{
    private static readonly string Sources = Path.Combine(BenchFiles.Root, "bench", "peers", "fastapi");

    public string Name => "FastAPI";

    public IReadOnlyList<Arrangement> Arrangements { get; } =
    [
        new(Environment.ProcessorCount, 1, 1),
        new(1, Environment.ProcessorCount, 1),
        new(1, 1, Environment.ProcessorCount),
        new(2 * Environment.ProcessorCount, 1, 1),
    ];

    public Task<string?> InstallAsync(CancellationToken cancellationToken) => DebianFolder.InstallAsync(cancellationToken);

    public ServerStart Server(string model, Arrangement arrangement)
    {
        var port = FreePort.Take();
        DebianFolder.Bring(Path.Combine(Sources, "app.py"));
        var uvicorn = DebianFolder.Command(
            "python3", "-m", "uvicorn", "app:app", "--app-dir", DebianFolder.Inside, "--host", "127.0.0.1", "--port", $"{port}",
            "--workers", $"{arrangement.Workers}", "--loop", "uvloop", "--http", "httptools", "--no-access-log");
        return new ServerStart("fastapi", uvicorn, port, new Dictionary<string, string>
        {
            ["MODEL"] = DebianFolder.Bring(model),
            ["ENGINE_THREADS"] = $"{arrangement.EngineThreads}",
            ["POOL_THREADS"] = $"{arrangement.PoolThreads}",
        })
        {
            WorkerReady = "Application startup complete",
            Workers = arrangement.Workers,
        };
    }

    public IReadOnlyList<string> Engine(string model, string tensor, EngineUse use, double seconds) => DebianFolder.Command(
        "python3", DebianFolder.Bring(Path.Combine(Sources, "engine.py")), DebianFolder.Bring(model), DebianFolder.Bring(tensor),
        $"{use.Concurrent}", $"{use.Threads}", $"{seconds}");

    /// <summary>One of the scripts beside the app, as a command.</summary>
    public IReadOnlyList<string> Script(string name) => DebianFolder.Command("python3", DebianFolder.Bring(Path.Combine(Sources, name)));
}
