using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using VisionSystem.Inference;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Network;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Lifetime;

/// <summary>inference-service as a process of its own, which can be told to stop as an operator does.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder _data = new();
    private readonly Process _process;

    /// <param name="environment">What it gets beside this process's own environment; a null value takes the variable from it.</param>
    public ServiceProcess(params (string Name, string? Value)[] environment)
    {
        Port = FreePort.Take();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        var start = new ProcessStartInfo("dotnet", [typeof(InferenceService).Assembly.Location, "--urls", Client.BaseAddress.ToString()])
        {
            WorkingDirectory = _data.Path,
            RedirectStandardOutput = true,
        };
        start.Environment["CV_SPOOL_PATH"] = _data.Path;
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

        _process = Process.Start(start)!;
        Output.Follow(_process);
    }

    public HttpClient Client { get; }

    public OutputTail Output { get; } = new();

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>The file in which predictions wait for logging-service.</summary>
    public string SpoolFile => Path.Combine(_data.Path, "spool-0.db");

    public Task UntilAsync(string what, Func<CancellationToken, Task<bool>> holds) => Until.TrueAsync(
        what,
        async token =>
        {
            try
            {
                return await holds(token);
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        Patience);

    public Task UntilStatusAsync(string path, HttpStatusCode status) => UntilAsync($"{path} answers {status}", async token =>
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), token);
        return answer.StatusCode == status;
    });

    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        return socket;
    }

    public void Terminate() => Assert.Equal(0, Kill(_process.Id, Sigterm));

    /// <summary>The exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        Client.Dispose();
        _data.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
