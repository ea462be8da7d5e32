using System.CommandLine;
using System.Diagnostics;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary><c>manifests</c>: regenerates <c>aspirate-output</c> from the app model through the AppHost.</summary>
internal static class ManifestsCommand
{
    private const string Tree = "aspirate-output";

    public static Command Create(CommandConsole console)
    {
        var manifests = new Command("manifests", $"Regenerates {Tree}/base and the workload files of its components from the app model.");
        manifests.SetHandler(
            console,
            async (_, cancellationToken) =>
            {
                var log = Checkout.StateOf("manifest.log");
                var exitCode = await Tool.LogAsync(
                    console, "Building the AppHost and publishing its app model",
                    InRoot(
                        "dotnet", "run", "--project", "VisionSystem.AppHost", "-c", "Release", "-p:RunAnalyzers=false", "--",
                        "--operation", "publish", "--step", "kustomize", "--output-path", Path.Combine(Checkout.Root, Tree)),
                    log, cancellationToken);
                if (exitCode != 0)
                {
                    await console.Error.WriteAsync(await File.ReadAllTextAsync(log, cancellationToken));
                    throw new CommandException($"the AppHost did not write {Tree}: correct the errors reported above");
                }

                await console.Output.WriteLineAsync($"Written: {Tree}");
                if (Tool.IsInstalled("git"))
                {
                    await Tool.RunAsync(InRoot("git", "diff", "--stat", "--", Tree), cancellationToken);
                }

                return CommandRun.Success;
            },
            failure: 1);
        return manifests;
    }

    private static ProcessStartInfo InRoot(string program, params string[] arguments) => new(program, arguments) { WorkingDirectory = Checkout.Root };
}
