using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Processes;

/// <summary>
/// A program that this process starts, watches and ends. Disposing kills it with every process that it started, so that none is
/// left running.
/// </summary>
/// <remarks>
/// Used in place of CliWrap, which redirects all three streams of every program: kubectl would lose the terminal, and the driver
/// of a benchmark would read the logs of the servers that it measures.
/// </remarks>
internal sealed partial class ChildProcess : IDisposable
{
    /// <summary>How long a program that is told to end may take before it is killed.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly Task _reading;

    private ChildProcess(Process process, Action<string, bool>? onLine)
    {
        _process = process;
        _reading = onLine is null ? Task.CompletedTask : Task.WhenAll(
            ReadAsync(process.StandardOutput, line => onLine(line, false)),
            ReadAsync(process.StandardError, line => onLine(line, true)));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Its standard input, where that is redirected.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts a program, on the streams of this process unless <paramref name="onLine"/> takes its output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="onLine">Called with each line, one at a time, and whether it was written to standard error.</param>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static ChildProcess Start(ProcessStartInfo start, Action<string, bool>? onLine = null)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (onLine is not null, onLine is not null);
        try
        {
            return new ChildProcess(Process.Start(start)!, onLine);
        }
        catch (Win32Exception e)
        {
            throw new CommandException($"'{start.FileName}' cannot be run ({e.Message}): install it, or correct the PATH", e);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <inheritdoc cref="Start(ProcessStartInfo, Action{string, bool}?)"/>
    public static async Task<int> RunAsync(ProcessStartInfo start, Action<string, bool>? onLine, CancellationToken cancellationToken)
    {
        using var process = Start(start, onLine);
        return await process.EndAsync(cancellationToken);
    }

    /// <summary>Runs a program to its end and returns what it wrote.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<(int ExitCode, OutputLines Output)> ReadAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var output = new OutputLines();
        return (await RunAsync(start, output.Add, cancellationToken), output);
    }

    /// <summary>A command whose output the shell sends straight to a file; descendants that outlive it hold no pipe open.</summary>
    /// <param name="log">The file.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ProcessStartInfo LoggedTo(string log, params IEnumerable<string> command) =>
        new("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, .. command]);

    /// <summary>Sends a signal; false if the process has ended, and on Windows, which has none.</summary>
    public bool Signal(UnixSignal signal) => !OperatingSystem.IsWindows() && !_process.HasExited && SendSignal(_process.Id, Number(signal)) == 0;

    /// <summary>Waits for the end of the program and of its output. Cancelling ends the program: politely, and by force after some seconds.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
            throw;
        }

        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Kills it with every process that it started, and waits for its end.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Asks it to end. A terminal has sent Ctrl-C to the child too; whoever signalled this process has not.</summary>
    private async Task StopAsync()
    {
        Signal(UnixSignal.Terminate);
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopTimeout, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
    }

    private async Task ReadAsync(StreamReader reader, Action<string> onLine)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_lock)
            {
                onLine(line);
            }
        }
    }

    /// <summary>Linux and macOS agree on all but two.</summary>
    private static int Number(UnixSignal signal) => OperatingSystem.IsMacOS() && signal is UnixSignal.Stop or UnixSignal.Continue
        ? signal == UnixSignal.Stop ? 17 : 19
        : (int)signal;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}

/// <summary>Signals by their numbers on Linux (signal(7)).</summary>
internal enum UnixSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>The lines that a process wrote. Thread-safe.</summary>
/// <param name="most">How many are kept: the last ones.</param>
internal sealed class OutputLines(int most = int.MaxValue)
{
    private readonly Queue<(string Text, bool IsError)> _lines = new();

    /// <summary>What it wrote to standard output.</summary>
    public string Output => Text(line => !line.IsError);

    /// <summary>What it wrote to standard error.</summary>
    public string Errors => Text(line => line.IsError);

    public void Add(string line, bool isError)
    {
        lock (_lines)
        {
            if (_lines.Count == most)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue((line, isError));
        }
    }

    /// <summary>Both in the order of their arrival.</summary>
    public override string ToString() => Text(_ => true);

    private string Text(Func<(string Text, bool IsError), bool> wanted)
    {
        lock (_lines)
        {
            return string.Concat(_lines.Where(wanted).Select(line => line.Text + '\n'));
        }
    }
}
