using System.CommandLine;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary><c>deploy</c>: an overlay to Kubernetes: show the difference, apply, wait until it runs.</summary>
internal static class DeployCommand
{
    private const string Overlays = "aspirate-output/overlays";

    public static Command Create(CommandConsole console)
    {
        var overlay = new Argument<string?>("OVERLAY") { Description = $"dev, production, …: a folder of {Overlays}.", Arity = ArgumentArity.ZeroOrOne };
        var context = new Option<string?>("--context") { Description = "The cluster, as kubectl names it; the current one without it.", HelpName = "NAME" };
        var yes = new Option<bool>("--yes") { Description = "Does not ask before it applies." };
        var deploy = new Command("deploy", "Applies an overlay to a cluster: shows the difference, asks, applies, and waits until everything runs.") { overlay, context, yes };
        deploy.Runs(
            console,
            async (parsed, cancellationToken) =>
            {
                var name = parsed.GetValue(overlay);
                var folder = Path.Combine(Checkout.Root, Overlays, name ?? "");
                if (name is null || !File.Exists(Path.Combine(folder, "kustomization.yaml")))
                {
                    var there = Directory.GetDirectories(Path.Combine(Checkout.Root, Overlays)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
                    throw new CommandException($"which overlay? There are: {string.Join(' ', there)}");
                }

                await new Rollout(console, new Kubectl(console, parsed.GetValue(context)), name).RunAsync(folder, parsed.GetValue(yes), cancellationToken);
                return CommandRun.Success;
            },
            failure: 1);
        return deploy;
    }
}
