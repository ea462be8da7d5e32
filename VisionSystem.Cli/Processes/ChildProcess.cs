using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Processes;

/// <summary>
/// A program that this process starts, monitors and stops. Dispose kills the program and its descendants, so that no process
/// remains.
/// </summary>
/// <remarks>
/// Used instead of CliWrap, which redirects all three streams of every program: kubectl would lose the terminal, and the driver of
/// a benchmark would read the logs of the servers that it measures.
/// </remarks>
internal sealed partial class ChildProcess : IDisposable
{
    /// <summary>Time between the termination signal and the kill.</summary>
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

    /// <summary>The standard input, if redirected.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts a program with the streams of this process unless <paramref name="onLine"/> receives its output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="onLine">Receives each line and true if it was written to standard error; never called concurrently.</param>
    /// <exception cref="CommandException">The program is not installed.</exception>
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

    /// <summary>Runs a program until it ends.</summary>
    /// <inheritdoc cref="Start(ProcessStartInfo, Action{string, bool}?)"/>
    public static async Task<int> RunAsync(ProcessStartInfo start, Action<string, bool>? onLine, CancellationToken cancellationToken)
    {
        using var process = Start(start, onLine);
        return await process.EndAsync(cancellationToken);
    }

    /// <summary>Runs a program until it ends and returns its output.</summary>
    /// <exception cref="CommandException">The program is not installed.</exception>
    public static async Task<(int ExitCode, OutputLines Output)> ReadAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var output = new OutputLines();
        return (await RunAsync(start, output.Add, cancellationToken), output);
    }

    /// <summary>Returns a command whose output the shell writes directly to a file, so that surviving descendants keep no pipe open.</summary>
    /// <param name="log">The path of the file.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ProcessStartInfo LoggedTo(string log, params IEnumerable<string> command) =>
        new("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, .. command]);

    /// <summary>Sends a signal; returns false if the process has ended and always on Windows, which has no signals.</summary>
    public bool Signal(UnixSignal signal) => !OperatingSystem.IsWindows() && !_process.HasExited && SendSignal(_process.Id, Number(signal)) == 0;

    /// <summary>Waits for the end of the program and of its output. Cancellation terminates the program and kills it after a timeout.</summary>
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

    /// <summary>Kills the program and its descendants, and waits for its end.</summary>
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

    /// <summary>Terminates the program. A terminal sends Ctrl-C to the child too, but other senders signal only this process.</summary>
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

    /// <summary>Returns the number of a signal. Only two numbers differ between Linux and macOS.</summary>
    private static int Number(UnixSignal signal) => OperatingSystem.IsMacOS() && signal is UnixSignal.Stop or UnixSignal.Continue
        ? signal == UnixSignal.Stop ? 17 : 19
        : (int)signal;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}

/// <summary>Signals with their numbers on Linux (signal(7)).</summary>
internal enum UnixSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>The output lines of a process. Thread-safe.</summary>
/// <param name="capacity">The maximum number of stored lines; further lines replace the oldest.</param>
internal sealed class OutputLines(int capacity = int.MaxValue)
{
    private readonly Queue<(string Text, bool IsError)> _lines = new();

    /// <summary>The lines of standard output.</summary>
    public string Output => Text(line => !line.IsError);

    /// <summary>The lines of standard error.</summary>
    public string Errors => Text(line => line.IsError);

    public void Add(string line, bool isError)
    {
        lock (_lines)
        {
            if (_lines.Count == capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue((line, isError));
        }
    }

    /// <summary>Returns the lines of both streams in the order of their arrival.</summary>
    public override string ToString() => Text(_ => true);

    private string Text(Func<(string Text, bool IsError), bool> wanted)
    {
        lock (_lines)
        {
            return string.Concat(_lines.Where(wanted).Select(line => line.Text + '\n'));
        }
    }
}
