using System.CommandLine;
using System.Diagnostics;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Testing;

/// <summary><c>bench</c>: starts bench/VisionSystem.Bench in the current folder, so that relative paths in options remain valid.</summary>
internal static class BenchCommand
{
    public static Command Create(CommandConsole console)
    {
        // The benchmarks parse the options.
        var bench = new Command("bench", "Runs a benchmark and compares it with other systems. `bench` without arguments lists the benchmarks and their options.") { TreatUnmatchedTokensAsErrors = false };
        bench.Add(CreateChaos(console));
        bench.SetHandler(
            console,
            async (parsed, cancellationToken) =>
            {
                await TestTools.InstallForBenchmarksAsync(console, cancellationToken);
                return await RunAsync(console, Path.Combine("bench", "VisionSystem.Bench"), parsed.UnmatchedTokens, [], cancellationToken);
            },
            failure: 1);
        return bench;
    }

    /// <summary>Runs the long form of a test: it kills and disconnects real servers at random and compares response times with those of an undisturbed run.</summary>
    private static Command CreateChaos(CommandConsole console)
    {
        var seconds = new Option<int>("--seconds") { Description = "Duration of the faults in seconds.", DefaultValueFactory = _ => 120, HelpName = "N" };
        var chaos = new Command("chaos", "Kills servers, interrupts networks and fills the spool under constant load for two minutes.") { seconds };
        chaos.SetHandler(
            console,
            async (parsed, cancellationToken) =>
            {
                await TestTools.InstallAsync(console, cancellationToken);
                return await RunAsync(
                    console, "VisionSystem.Tests",
                    ["-noColor", "-noLogo", "-parallelMode", "none", "-method", "*.ChaosTests.Nothing_is_lost_in_minutes_of_random_faults"],
                    [new("VISION_CHAOS_SECONDS", $"{parsed.GetValue(seconds)}")], cancellationToken);
            },
            failure: 1);
        return chaos;
    }

    private static Task<int> RunAsync(
        CommandConsole console, string project, IEnumerable<string> arguments, KeyValuePair<string, string>[] environment, CancellationToken cancellationToken)
    {
        console.Error.WriteLine($"Building {project} …");
        var start = new ProcessStartInfo(
            "dotnet", ["run", "--project", Path.Combine(Checkout.Root, project), "-c", "Release", "-v", "quiet", "-p:RunAnalyzers=false", "--", .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Tool.RunAsync(start, cancellationToken);
    }
}
