using System.Diagnostics;
using Spectre.Console;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Cli.Terminal;

/// <summary>Other programs, run for a person who waits.</summary>
internal static class Tool
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    /// <summary>Whether a program is installed.</summary>
    public static bool IsInstalled(string program) => InstalledPrograms.Find(program) is not null;

    /// <summary>Runs a program on the streams of this one and returns its exit code.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken) => ChildProcess.RunAsync(start, onLine: null, cancellationToken);

    /// <summary>Runs a program and returns what it wrote to standard output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="errors">Where its errors go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<(int ExitCode, string Output)> ReadAsync(ProcessStartInfo start, TextWriter errors, CancellationToken cancellationToken)
    {
        var output = new StringWriter();
        var exitCode = await ChildProcess.RunAsync(start, (line, isError) => (isError ? errors : output).WriteLine(line), cancellationToken);
        return (exitCode, output.ToString());
    }

    /// <summary>Runs a program whose output belongs into a log, and reports at intervals how long it has run and the last line of the log.</summary>
    /// <exception cref="CommandException">It is not installed.</exception>
    public static async Task<int> LogAsync(CommandConsole console, string what, ProcessStartInfo start, string log, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(log) { AutoFlush = true };
        if (console.IsTerminal)
        {
            return await console.Terminal().Status().StartAsync(Markup.Escape(what), context => ChildProcess.RunAsync(
                start,
                (line, _) =>
                {
                    writer.WriteLine(line);
                    context.Status = Markup.Escape($"{what}: {line}");
                },
                cancellationToken));
        }

        await console.Error.WriteLineAsync($"{what} …");
        var (begun, last) = (console.Time.GetTimestamp(), "");
        await using var timer = console.Time.CreateTimer(
            _ => console.Error.WriteLine($"  {console.Time.GetElapsedTime(begun).TotalSeconds:0} s: {Volatile.Read(ref last)}"), null, ReportInterval, ReportInterval);
        return await ChildProcess.RunAsync(
            start,
            (line, _) =>
            {
                writer.WriteLine(line);
                Volatile.Write(ref last, line);
            },
            cancellationToken);
    }
}
