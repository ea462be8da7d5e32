using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using VisionSystem.Cli.Processes;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Testing;

/// <summary>
/// <c>test</c>: installs what the tests use, runs them, and closes with those that failed and the counts. It builds nothing: the
/// script has built the whole solution before.
/// </summary>
internal static partial class TestCommand
{
    /// <summary>The whole takes minutes, and its output ends up in logs.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(30);

    public static Command Create(CommandConsole console)
    {
        // The filters are the test runner's own options: -class '*Letterbox*'.
        var test = new Command("test", "Runs the tests; what follows goes to the test runner, e.g. -class '*Letterbox*'.") { TreatUnmatchedTokensAsErrors = false };
        test.Runs(
            console,
            async (parsed, cancellationToken) =>
            {
                await TestTools.InstallAsync(console, cancellationToken);
                return await RunAsync(console, parsed.UnmatchedTokens, cancellationToken);
            },
            failure: 1);
        return test;
    }

    private static async Task<int> RunAsync(CommandConsole console, IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        var (log, results) = (Checkout.StateOf("test.log"), Checkout.StateOf("test.json"));
        File.Delete(results);
        var tests = Path.Combine(Checkout.Root, "VisionSystem.Tests", "bin", "Release", "net10.0", "VisionSystem.Tests.dll");
        var start = new ProcessStartInfo("dotnet", [tests, "-noColor", "-reporter", "verbose", "-result-ctrf", results, .. filters]);
        int exitCode;
        await using (var writer = new StreamWriter(log))
        {
            using var bar = new ProgressBar(console, Quantity.Count, " tests", LineInterval);
            var done = 0;
            exitCode = await ChildProcess.RunAsync(
                start,
                (line, _) =>
                {
                    writer.WriteLine(line);
                    if (Finished().IsMatch(line))
                    {
                        bar.Report(++done, total: null);
                    }
                    else if (!IsOfService(line) && !line.EndsWith(" [STARTING]", StringComparison.Ordinal))
                    {
                        bar.Note(line);
                    }
                },
                cancellationToken);
        }

        if (!File.Exists(results))
        {
            throw new CommandException($"the test runner gave no results: {log} says why");
        }

        var report = await TestReport.ReadAsync(results, cancellationToken);
        report.Write(console.Output);
        return exitCode != 0 || report.Failed > 0 ? 1 : CommandRun.Success;
    }

    /// <summary>What the services under test log stays in the log.</summary>
    private static bool IsOfService(string line) => line.StartsWith("{\"timestamp\"", StringComparison.Ordinal);

    [GeneratedRegex(@"^    .* \[FINISHED\] Time: [0-9.]+s$")]
    private static partial Regex Finished();
}
