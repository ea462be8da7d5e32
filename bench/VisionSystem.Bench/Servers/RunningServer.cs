using System.Net;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Running;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Bench.Servers;

/// <summary>A server in a process of its own; disposing ends it with all its workers.</summary>
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

        // Not read here: that would be work for the driver.
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

    /// <summary>Starts a server and waits until it, and each of its workers, can answer.</summary>
    /// <exception cref="ServerException">It ended, or was not ready in time; the message ends with its last words.</exception>
    public static async Task<RunningServer> StartAsync(ServerStart start, CancellationToken cancellationToken)
    {
        var server = new RunningServer(start);
        try
        {
            await Polling.WaitAsync("ready, or ended", async token => server._process.HasExited || await server.IsReadyAsync(token), StartLimit, cancellationToken);
            return server._process.HasExited ? throw new ServerException($"{start.Name} ended while starting: {server.LastWords()}") : server;
        }
        catch (TimeoutException)
        {
            server.Dispose();
            throw new ServerException($"{start.Name} was not ready in {StartLimit.TotalSeconds:0} s: {server.LastWords()}");
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>What the process and all below it use now.</summary>
    public ProcessUsage Usage(bool withShares = true) => ProcessUsage.OfTree(_process.Id, withShares);

    /// <summary>Where images are posted.</summary>
    public string Path => _start.Path;

    /// <summary>Images for it, stamped, in turn.</summary>
    public Target Images(IEnumerable<string> files) =>
        Target([.. files.Select(file => PreparedRequest.PostImage("photo", Path, File.ReadAllBytes(file)))]);

    /// <summary>Requests for it, in turn.</summary>
    public Target Target(IReadOnlyList<PreparedRequest> requests) => new(EndPoint, requests, () => Usage(withShares: false).Cpu);

    /// <summary>The text that it answers to a <c>GET</c>.</summary>
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
            using var answer = await Http.GetAsync(new Uri($"http://{EndPoint}/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private string LastWords() => File.Exists(_log) ? string.Join(" | ", File.ReadLines(_log).Where(line => line.Length > 0).TakeLast(3)) : "it wrote nothing";
}

/// <summary>A server could not be started.</summary>
internal sealed class ServerException(string message) : Exception(message);
