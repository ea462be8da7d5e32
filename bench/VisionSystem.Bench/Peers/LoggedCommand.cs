using System.Diagnostics;
using VisionSystem.Bench.Data;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Peers;

/// <summary>A step of a peer's installation, whose output goes to a log.</summary>
internal static class LoggedCommand
{
    /// <summary>Runs it; null if it succeeded, else its last line.</summary>
    /// <param name="doing">What it does, for people.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<string?> RunAsync(string doing, CancellationToken cancellationToken, params string[] command)
    {
        var log = Path.Combine(BenchFiles.Output, "peers.log");
        return await Tool.LogAsync(CommandConsole.OfProcess(), doing, new ProcessStartInfo(command[0], command[1..]), log, cancellationToken) == 0
            ? null
            : $"{File.ReadLines(log).LastOrDefault(line => line.Length > 0)} ({log})";
    }
}
