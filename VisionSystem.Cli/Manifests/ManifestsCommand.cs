using System.CommandLine;
using System.Diagnostics;
using VisionSystem.Cli.Deploy;
using VisionSystem.Cli.Manifests.Layout;
using VisionSystem.Cli.Manifests.Mending;
using VisionSystem.Cli.Manifests.Model;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Manifests;

/// <summary>
/// <c>manifests</c>: from the app model to <c>aspirate-output/base</c>: by aspirate where it is installed, mended after it, else by
/// our own writer of the same layout. What the components and overlays lay over it stays as it is.
/// </summary>
internal static class ManifestsCommand
{
    private const string Base = "aspirate-output/base";

    private static readonly ImageNames Images = new("visionsystem", "1.0.0");

    public static Command Create(CommandConsole console)
    {
        var manifests = new Command("manifests", $"Writes {Base} anew from the app model.");
        manifests.Runs(
            console,
            async (_, cancellationToken) =>
            {
                var file = await WriteAppManifestAsync(console, cancellationToken);
                var manifest = AppManifest.Read(file);
                var folder = Path.Combine(Checkout.Root, Base);
                if (Tool.IsInstalled("aspirate"))
                {
                    await RunAspirateAsync(console, file, manifest, cancellationToken);
                    new AspirateMender(manifest).Mend(folder);
                    await console.Output.WriteLineAsync($"Written by aspirate, and mended: {Base}");
                }
                else
                {
                    new BaseWriter(manifest, Images).Write(folder);
                    await console.Output.WriteLineAsync($"Written: {Base} (aspirate is not installed; this is the layout that it writes)");
                }

                if (Tool.IsInstalled("git"))
                {
                    await Tool.RunAsync(InRoot("git", "diff", "--stat", "--", Base), cancellationToken);
                }

                return CommandRun.Success;
            },
            failure: 1);
        return manifests;
    }

    private static async Task<string> WriteAppManifestAsync(CommandConsole console, CancellationToken cancellationToken)
    {
        var (file, log) = (Checkout.StateOf("aspire-manifest.json"), Checkout.StateOf("manifest.log"));
        var exitCode = await Tool.LogAsync(
            console, "Building the app host, which writes its model",
            InRoot("dotnet", "run", "--project", "VisionSystem.AppHost", "-c", "Release", "-p:RunAnalyzers=false", "--", "--publisher", "manifest", "--output-path", file),
            log, cancellationToken);
        if (exitCode != 0)
        {
            await console.Error.WriteAsync(await File.ReadAllTextAsync(log, cancellationToken));
            throw new CommandException("the app host wrote no manifest: mend what it says above");
        }

        return file;
    }

    /// <summary>Secrets get a word that is nobody's password: the mender takes them out of the ConfigMaps, and no state file is kept.</summary>
    private static async Task RunAspirateAsync(CommandConsole console, string file, AppManifest manifest, CancellationToken cancellationToken)
    {
        var secrets = manifest.Resources.Where(resource => resource.IsParameter && resource.Parameter.IsSecret);
        var log = Checkout.StateOf("aspirate.log");
        var folder = Path.Combine(Checkout.Root, Base);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var exitCode = await Tool.LogAsync(
            console, "aspirate generates",
            InRoot(
                "aspirate",
                [
                    "generate", "--non-interactive", "--disable-state", "--disable-secrets", "--skip-build", "-m", file, "-o", "./" + Base,
                    "--output-format", "kustomize", "--namespace", Kubectl.Namespace, "--image-pull-policy", "IfNotPresent", "--include-dashboard", "false",
                    "-cr", Images.Registry, "-ct", Images.Tag, .. secrets.SelectMany(secret => new[] { "-pa", secret.Name + "=taken-out-again" }),
                ]),
            log, cancellationToken);
        if (exitCode != 0)
        {
            await Tool.RunAsync(InRoot("git", "checkout", "-q", "--", Base), cancellationToken);
            await console.Error.WriteAsync(await File.ReadAllTextAsync(log, cancellationToken));
            throw new CommandException($"aspirate failed, and {Base} is as it was committed: mend what it says above");
        }

        File.Delete(Path.Combine(Checkout.Root, "aspirate-state.json"));
        File.Delete(Path.Combine(Checkout.Root, "aspirate-output", "aspirate-state.json"));
    }

    private static ProcessStartInfo InRoot(string program, params string[] arguments) => new(program, arguments) { WorkingDirectory = Checkout.Root };
}
