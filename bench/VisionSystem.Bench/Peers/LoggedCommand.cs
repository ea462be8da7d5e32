using System.Diagnostics;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Peers;

/// <summary>A command that takes its time: its output goes to a log, and a line now and then says that it lives.</summary>
internal static class LoggedCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    /// <summary>Runs it; null when it succeeded, else its last line.</summary>
    /// <param name="doing">What it does, for people.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<string?> RunAsync(string doing, CancellationToken cancellationToken, params IEnumerable<string> command)
    {
        Report.Progress(doing);
        var log = Path.Combine(BenchFiles.Output, "peers.log");
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, .. command]))!;
        try
        {
            var (begun, said) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
            while (!process.HasExited)
            {
                await Task.Delay(Look, cancellationToken);
                if (Stopwatch.GetElapsedTime(said) >= SayEvery)
                {
                    said = Stopwatch.GetTimestamp();
                    Report.Progress($"  {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s: {LastLine(log)}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0 ? null : $"{LastLine(log)} ({log})";
    }

    /// <summary>Whether a program is on the path.</summary>
    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string LastLine(string log) => File.ReadLines(log).LastOrDefault(line => line.Length > 0) ?? "";
}
