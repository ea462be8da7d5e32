using System.CommandLine;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary><c>deploy</c>: applies an overlay to Kubernetes after showing the difference, and waits for the rollout.</summary>
internal static class DeployCommand
{
    private const string Overlays = "aspirate-output/overlays";

    public static Command Create(CommandConsole console)
    {
        var overlay = new Argument<string?>("OVERLAY") { Description = $"dev, production, …: a folder of {Overlays}.", Arity = ArgumentArity.ZeroOrOne };
        var context = new Option<string?>("--context") { Description = "The kubectl context of the cluster. Default: the current context.", HelpName = "NAME" };
        var yes = new Option<bool>("--yes") { Description = "Applies without confirmation." };
        var deploy = new Command("deploy", "Shows the difference between an overlay and a cluster, asks for confirmation, applies the overlay and waits for the rollout.") { overlay, context, yes };
        deploy.SetHandler(
            console,
            async (parsed, cancellationToken) =>
            {
                var name = parsed.GetValue(overlay);
                var folder = Path.Combine(Checkout.Root, Overlays, name ?? "");
                if (name is null || !File.Exists(Path.Combine(folder, "kustomization.yaml")))
                {
                    var overlays = Directory.GetDirectories(Path.Combine(Checkout.Root, Overlays)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
                    throw new CommandException($"name an overlay to deploy. Available: {string.Join(' ', overlays)}");
                }

                await new Rollout(console, new Kubectl(console, parsed.GetValue(context)), name).RunAsync(folder, parsed.GetValue(yes), cancellationToken);
                return CommandRun.Success;
            },
            failure: 1);
        return deploy;
    }
}
