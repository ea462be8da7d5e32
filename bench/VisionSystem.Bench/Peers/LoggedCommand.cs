using System.Diagnostics;
using VisionSystem.Bench.Data;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Peers;

/// <summary>Runs an installation step of a peer and writes its output to a log file.</summary>
internal static class LoggedCommand
{
    /// <summary>Runs a command; returns null if it succeeds, otherwise the last line of its output.</summary>
    /// <param name="doing">Description of the step for the console.</param>
    /// <param name="cancellationToken">Stops the command.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<string?> RunAsync(string doing, CancellationToken cancellationToken, params string[] command)
    {
        var log = Path.Combine(BenchFiles.Output, "peers.log");
        return await Tool.LogAsync(CommandConsole.OfProcess(), doing, new ProcessStartInfo(command[0], command[1..]), log, cancellationToken) == 0
            ? null
            : $"{File.ReadLines(log).LastOrDefault(line => line.Length > 0)} ({log})";
    }
}
