using System.ComponentModel;
using System.Diagnostics;

namespace VisionSystem.Cli.Terminal;

/// <summary>Other programs. One that Ctrl-C does not end is given some seconds, then it is ended with all that it started.</summary>
internal static class Tool
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan StillAtWork = TimeSpan.FromSeconds(10);

    /// <summary>Whether a program is installed.</summary>
    public static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    /// <summary>Runs a program on the streams of this one and gives its exit code.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Start(start);
        await WaitAsync(process, cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Runs a program and gives what it wrote to standard output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="errors">Where its errors go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<(int ExitCode, string Output)> ReadAsync(ProcessStartInfo start, TextWriter errors, CancellationToken cancellationToken)
    {
        var output = new StringWriter();
        var exitCode = await ReadLinesAsync(start, (line, isError) => (isError ? errors : output).WriteLine(line), cancellationToken);
        return (exitCode, output.ToString());
    }

    /// <summary>Runs a program and passes each line that it writes on, one at a time.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<int> ReadLinesAsync(ProcessStartInfo start, Action<string, bool> onLine, CancellationToken cancellationToken)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Start(start);
        var one = new Lock();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, isError: false), ReadAsync(process.StandardError, isError: true));
        await WaitAsync(process, cancellationToken);
        await reading;
        return process.ExitCode;

        async Task ReadAsync(StreamReader reader, bool isError)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (one)
                {
                    onLine(line, isError);
                }
            }
        }
    }

    /// <summary>Runs a program whose output belongs into a log, and says every some seconds that it is still at work.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<int> LogAsync(CommandConsole console, string what, ProcessStartInfo start, string log, CancellationToken cancellationToken)
    {
        await console.Error.WriteLineAsync($"{what} …");
        await using var writer = new StreamWriter(log) { AutoFlush = true };
        var begun = console.Time.GetTimestamp();
        await using var timer = console.Time.CreateTimer(
            _ => console.Error.WriteLine($"  {what}: {console.Time.GetElapsedTime(begun).TotalSeconds:0} s"), null, StillAtWork, StillAtWork);
        return await ReadLinesAsync(start, (line, _) => writer.WriteLine(line), cancellationToken);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandException($"'{start.FileName}' cannot be run ({e.Message}): install it, or mend the PATH", e);
        }
    }

    private static async Task WaitAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            try
            {
                // A terminal has told it, too; whoever sent this process a signal has not.
                if (!OperatingSystem.IsWindows())
                {
                    Process.Start("kill", ["-TERM", $"{process.Id}"]).Dispose();
                }

                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopTimeout, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
            }

            throw;
        }
    }
}
