using System.CommandLine;
using System.Diagnostics;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Testing;

/// <summary><c>bench</c>: starts bench/VisionSystem.Bench where the caller is, so that paths among the options mean what they say.</summary>
internal static class BenchCommand
{
    public static Command Create(CommandConsole console)
    {
        // Its options are the benchmarks' own.
        var bench = new Command("bench", "Measures, with peers beside it; `bench` alone lists what it measures and the options.") { TreatUnmatchedTokensAsErrors = false };
        bench.Add(CreateChaos(console));
        bench.Runs(
            console,
            async (parsed, cancellationToken) =>
            {
                await TestTools.InstallForBenchmarksAsync(console, cancellationToken);
                return await RunAsync(console, Path.Combine("bench", "VisionSystem.Bench"), parsed.UnmatchedTokens, [], cancellationToken);
            },
            failure: 1);
        return bench;
    }

    /// <summary>The long form of a test: real servers, killed and cut off at random, and the services' times beside undisturbed ones.</summary>
    private static Command CreateChaos(CommandConsole console)
    {
        var seconds = new Option<int>("--seconds") { Description = "How long faults are made.", DefaultValueFactory = _ => 120, HelpName = "N" };
        var chaos = new Command("chaos", "Two minutes of killed servers, cut networks and a full spool under steady load.") { seconds };
        chaos.Runs(
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
