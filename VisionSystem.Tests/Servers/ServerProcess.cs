using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VisionSystem.Tests.Network;

namespace VisionSystem.Tests.Servers;

/// <summary>A server that a test starts, kills and starts again on the same port of this machine.</summary>
internal sealed class ServerProcess(string command, Func<int, IEnumerable<string>> arguments) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _process;

    public int Port { get; } = FreePort.Take();

    public OutputTail Output { get; } = new();

    /// <summary>Starts it and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(command, arguments(Port)) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        Output.Follow(_process);
        await EndToEnd.Until.TrueAsync($"{command} listens on port {Port}", IsListeningAsync, Patience);
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal: <c>STOP</c> makes it hang with its connections open, <c>CONT</c> ends that.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it by a signal to end, and waits until it has.</summary>
    public async Task StopAsync(string signal)
    {
        await SignalAsync(signal);
        await _process!.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }
        _process?.Dispose();
    }

    private async Task<bool> IsListeningAsync(CancellationToken cancellationToken)
    {
        if (_process!.HasExited)
        {
            Assert.Fail($"{command} stopped: {Output}");
        }
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
