using System.Diagnostics;
using Spectre.Console;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Cli.Terminal;

/// <summary>Runs other programs with progress on the console.</summary>
internal static class Tool
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    /// <summary>Returns true if a program is installed.</summary>
    public static bool IsInstalled(string program) => InstalledPrograms.Find(program) is not null;

    /// <summary>Runs a program with the streams of this process and returns its exit code.</summary>
    /// <exception cref="CommandException">The program is not installed.</exception>
    public static Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken) => ChildProcess.RunAsync(start, onLine: null, cancellationToken);

    /// <summary>Runs a program and returns its exit code and standard output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="errors">The writer for its standard error.</param>
    /// <param name="cancellationToken">Terminates the program.</param>
    /// <exception cref="CommandException">The program is not installed.</exception>
    public static async Task<(int ExitCode, string Output)> ReadAsync(ProcessStartInfo start, TextWriter errors, CancellationToken cancellationToken)
    {
        var output = new StringWriter();
        var exitCode = await ChildProcess.RunAsync(start, (line, isError) => (isError ? errors : output).WriteLine(line), cancellationToken);
        return (exitCode, output.ToString());
    }

    /// <summary>Runs a program, writes its output to a log, and shows the elapsed time and the last line of the log at intervals.</summary>
    /// <exception cref="CommandException">The program is not installed.</exception>
    public static async Task<int> LogAsync(CommandConsole console, string title, ProcessStartInfo start, string log, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(log) { AutoFlush = true };
        if (console.IsTerminal)
        {
            return await console.Terminal().Status().StartAsync(Markup.Escape(title), context => ChildProcess.RunAsync(
                start,
                (line, _) =>
                {
                    writer.WriteLine(line);
                    context.Status = Markup.Escape($"{title}: {line}");
                },
                cancellationToken));
        }

        await console.Error.WriteLineAsync($"{title} …");
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
