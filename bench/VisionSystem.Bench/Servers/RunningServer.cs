using System.Net;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Running;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Bench.Servers;

/// <summary>A server in its own process; disposing it ends the process and its workers.</summary>
internal sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ServerStart _start;
    private readonly ChildProcess _process;
    private readonly string _log;

    private RunningServer(ServerStart start)
    {
        _start = start;
        _log = System.IO.Path.Combine(BenchFiles.Logs, start.Name + ".log");

        // Output goes directly to a file, because reading it would load this process.
        var info = ChildProcess.LoggedTo(_log, start.Command);
        info.WorkingDirectory = start.Folder ?? "";
        foreach (var (name, value) in start.Settings)
        {
            info.Environment[name] = value;
        }

        _process = ChildProcess.Start(info);
    }

    public string Name => _start.Name;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, _start.Port);

    /// <summary>Starts a server and waits until it and each of its workers are ready.</summary>
    /// <exception cref="ServerException">The server ended or was not ready in time; the message includes the end of its log.</exception>
    public static async Task<RunningServer> StartAsync(ServerStart start, CancellationToken cancellationToken)
    {
        var server = new RunningServer(start);
        try
        {
            await Polling.WaitAsync("ready, or ended", async token => server._process.HasExited || await server.IsReadyAsync(token), StartLimit, cancellationToken);
            return server._process.HasExited ? throw new ServerException($"{start.Name} ended while starting: {server.LogTail()}") : server;
        }
        catch (TimeoutException)
        {
            server.Dispose();
            throw new ServerException($"{start.Name} was not ready in {StartLimit.TotalSeconds:0} s: {server.LogTail()}");
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Current resource usage of the process and its descendants.</summary>
    public ProcessUsage Usage(bool withShares = true) => ProcessUsage.OfTree(_process.Id, withShares);

    /// <summary>Path of the endpoint that accepts images.</summary>
    public string Path => _start.Path;

    /// <summary>A target that posts stamped images in rotation.</summary>
    public Target Images(IEnumerable<string> files) =>
        Target([.. files.Select(file => PreparedRequest.PostImage("photo", Path, File.ReadAllBytes(file)))]);

    /// <summary>A target that sends requests in rotation.</summary>
    public Target Target(IReadOnlyList<PreparedRequest> requests) => new(EndPoint, requests, () => Usage(withShares: false).Cpu);

    /// <summary>Sends a <c>GET</c> and returns the text of the response.</summary>
    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => Http.GetStringAsync(new Uri($"http://{EndPoint}{path}"), cancellationToken);

    public void Dispose() => _process.Dispose();

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (_start.WorkerReady is { } words && (!File.Exists(_log) || File.ReadLines(_log).Count(line => line.Contains(words, StringComparison.Ordinal)) < _start.Workers))
        {
            return false;
        }

        try
        {
            using var response = await Http.GetAsync(new Uri($"http://{EndPoint}/ready"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private string LogTail() => File.Exists(_log) ? string.Join(" | ", File.ReadLines(_log).Where(line => line.Length > 0).TakeLast(3)) : "the log is empty";
}

/// <summary>A server could not be started.</summary>
internal sealed class ServerException(string message) : Exception(message);

/// <summary>The start parameters of a server.</summary>
/// <param name="Name">Name for the log and for messages.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Port">Port on 127.0.0.1.</param>
/// <param name="Settings">Environment variables in addition to those of this process.</param>
internal sealed record ServerStart(string Name, IReadOnlyList<string> Command, int Port, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The working directory; that of this process if null.</summary>
    public string? Folder { get; init; }

    /// <summary>The text that each worker logs when it is ready; null if <c>/ready</c> is sufficient.</summary>
    public string? WorkerReady { get; init; }

    /// <summary>Number of workers.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Path of the endpoint that accepts images.</summary>
    public string Path { get; init; } = "/detect";
}
