using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Processes;
using VisionSystem.Inference;
using VisionSystem.Logging;

namespace VisionSystem.Tests.ServiceDefaults.Lifetime;

/// <summary>One of the services as a process that accepts every caller, and can be stopped by signal and killed.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder _ownFolder = new();
    private readonly string _folder;
    private readonly ChildProcess _process;

    /// <summary>Starts inference-service with its spool in a temporary folder.</summary>
    /// <param name="environment">Additional environment variables; a null value removes the variable.</param>
    public ServiceProcess(params (string Name, string? Value)[] environment)
        : this(typeof(InferenceService), folder: null, FreePort.Take(), "CV_SPOOL_PATH", [], environment)
    {
    }

    private ServiceProcess(Type service, string? folder, int port, string folderSetting, IEnumerable<string> arguments, IEnumerable<(string Name, string? Value)> environment)
    {
        (_folder, Port) = (folder ?? _ownFolder.Path, port);
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var start = new ProcessStartInfo("dotnet", [service.Assembly.Location, "--urls", Client.BaseAddress.ToString(), .. arguments]) { WorkingDirectory = _folder };
        start.Environment[folderSetting] = _folder;
        start.Environment["CV_AUTH"] = "off";
        foreach (var (name, value) in environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        _process = ChildProcess.Start(start, Output.Add);
    }

    public HttpClient Client { get; }

    /// <summary>The last output lines, for the message of a failed test.</summary>
    public OutputLines Output { get; } = new(KeptLines);

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>The file that holds undelivered predictions.</summary>
    public string SpoolFile => Path.Combine(_folder, "spool-0.db");

    /// <summary>Starts logging-service and waits until it is ready.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="settings">Configuration keys and values.</param>
    public static Task<ServiceProcess> StartLoggingAsync(string data, params (string Key, string Value)[] settings) =>
        StartLoggingAsync(data, FreePort.Take(), settings);

    /// <inheritdoc cref="StartLoggingAsync(string, ValueTuple{string, string}[])"/>
    public static async Task<ServiceProcess> StartLoggingAsync(string data, int port, params (string Key, string Value)[] settings)
    {
        var service = new ServiceProcess(typeof(LoggingService), data, port, "CV_DATA_PATH", settings.Select(setting => $"--{setting.Key}={setting.Value}"), []);
        await service.UntilStatusAsync("/ready", HttpStatusCode.OK);
        return service;
    }

    public async Task UntilStatusAsync(string path, HttpStatusCode status)
    {
        try
        {
            await Until.AnswersAsync(Client, path, status, Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Its last lines: {Output}", e);
        }
    }

    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        return socket;
    }

    public void Terminate() => Assert.True(_process.Signal(UnixSignal.Terminate), $"It does not run: {Output}");

    /// <summary>Sends SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Waits for the process to exit and returns the exit code.</summary>
    public Task<int> EndAsync() => _process.EndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _process.Dispose();
        Client.Dispose();
        _ownFolder.Dispose();
    }
}
