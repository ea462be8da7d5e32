using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Tests.Servers;

/// <summary>A server that a test starts, kills and restarts on the same port of this machine.</summary>
internal sealed class ServerProcess(string command, Func<int, IEnumerable<string>> arguments) : IDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ChildProcess? _process;

    public int Port { get; } = FreePort.Take();

    public OutputLines Output { get; } = new(KeptLines);

    /// <summary>Starts the server and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = ChildProcess.Start(new ProcessStartInfo(command, arguments(Port)), Output.Add);
        await Until.TrueAsync($"{command} listens on port {Port}", IsListeningAsync, Patience);
    }

    /// <summary>Sends SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>
    /// Sends a signal: <see cref="UnixSignal.Stop"/> suspends the server with open connections, <see
    /// cref="UnixSignal.Continue"/> resumes it.
    /// </summary>
    public void Signal(UnixSignal signal) => Assert.True(_process!.Signal(signal), $"{command} does not run: {Output}");

    /// <summary>Sends a signal and waits for the server to exit.</summary>
    public async Task StopAsync(UnixSignal signal)
    {
        Signal(signal);
        await _process!.EndAsync(CancellationToken.None).WaitAsync(Patience);
    }

    public void Dispose() => _process?.Dispose();

    private async Task<bool> IsListeningAsync(CancellationToken cancellationToken)
    {
        Assert.False(_process!.HasExited, $"{command} stopped: {Output}");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
