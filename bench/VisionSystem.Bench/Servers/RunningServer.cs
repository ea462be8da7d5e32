using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;

namespace VisionSystem.Bench.Servers;

/// <summary>A server in a process of its own; disposing ends it with all its workers.</summary>
internal sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ServerStart _start;
    private readonly Process _process;
    private readonly string _log;

    private RunningServer(ServerStart start)
    {
        _start = start;
        _log = System.IO.Path.Combine(BenchFiles.Logs, start.Name + ".log");

        // The shell sends what the server writes to the log, so that reading it is no work for the driver.
        var info = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", _log, .. start.Command])
        {
            WorkingDirectory = start.Folder ?? "",
        };
        foreach (var (name, value) in start.Settings)
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info)!;
    }

    public string Name => _start.Name;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, _start.Port);

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a server and waits until it, and each of its workers, can answer.</summary>
    /// <exception cref="ServerException">It ended, or was not ready in time; the message ends with its last words.</exception>
    public static async Task<RunningServer> StartAsync(ServerStart start, CancellationToken cancellationToken)
    {
        var server = new RunningServer(start);
        try
        {
            for (var begun = Stopwatch.GetTimestamp(); !await server.IsReadyAsync(cancellationToken); await Task.Delay(Look, cancellationToken))
            {
                if (server._process.HasExited || Stopwatch.GetElapsedTime(begun) > StartLimit)
                {
                    throw new ServerException($"{start.Name} {(server._process.HasExited ? "ended while starting" : "was not ready in time")}: {server.LastWords()}");
                }
            }

            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>What the process and all below it use now.</summary>
    public ProcessUsage Usage(bool withShares = true) => ProcessUsage.OfTree(_process.Id, withShares);

    /// <summary>Where photos are posted.</summary>
    public string Path => _start.Path;

    /// <summary>Photos for it, stamped, in turn.</summary>
    public Target Photos(IEnumerable<string> files) =>
        Target([.. files.Select(file => PreparedRequest.PostPhoto("photo", Path, File.ReadAllBytes(file)))]);

    /// <summary>Requests for it, in turn.</summary>
    public Target Target(IReadOnlyList<PreparedRequest> requests) => new(EndPoint, requests, () => Usage(withShares: false).Cpu);

    /// <summary>The text that it answers to a <c>GET</c>.</summary>
    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => Http.GetStringAsync(new Uri($"http://{EndPoint}{path}"), cancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

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
