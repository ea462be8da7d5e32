using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using VisionSystem.Cli.Processes;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Testing;

/// <summary>
/// <c>test</c>: installs the programs that the tests use, runs the tests, and lists the failures and counts. It does not build:
/// the script builds the complete solution first.
/// </summary>
internal static partial class TestCommand
{
    /// <summary>Long, because all tests take minutes and their output is stored in logs.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(30);

    public static Command Create(CommandConsole console)
    {
        // The test runner parses the filters: -class '*Letterbox*'.
        var test = new Command("test", "Runs the tests. Further arguments are passed to the test runner, e.g. -class '*Letterbox*'.") { TreatUnmatchedTokensAsErrors = false };
        test.SetHandler(
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
            throw new CommandException($"the test runner wrote no results: see {log} for the reason");
        }

        var report = await TestReport.ReadAsync(results, cancellationToken);
        report.Write(console.Output);
        return exitCode != 0 || report.Failed > 0 ? 1 : CommandRun.Success;
    }

    /// <summary>True for a log line of a service under test, which is not shown.</summary>
    private static bool IsOfService(string line) => line.StartsWith("{\"timestamp\"", StringComparison.Ordinal);

    [GeneratedRegex(@"^    .* \[FINISHED\] Time: [0-9.]+s$")]
    private static partial Regex Finished();
}
