using System.CommandLine;
using VisionSystem.Cli.Deploy;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Docs;

/// <summary><c>docs</c>: writes the generated parts of the documentation and the monitoring.</summary>
internal static class DocsCommand
{
    private const string Overlay = "production";

    public static Command Create(CommandConsole console)
    {
        var docs = new Command("docs", "Writes generated files: the settings tables in docs/configuration.md and docs/deployment.md, and the rules of the Prometheus operator.");
        docs.SetHandler(
            console,
            async (_, cancellationToken) =>
            {
                await WriteAsync("docs/configuration.md", SettingTables.Configuration);
                await WriteAsync(PrometheusRules.File, _ => PrometheusRules.Render(Checkout.Root));
                Kubectl.Require();
                var objects = await new Kubectl(console, context: null).RenderAsync(Path.Combine(Checkout.Root, "aspirate-output", "overlays", Overlay), cancellationToken);
                await WriteAsync("docs/deployment.md", document => SettingTables.Deployment(document, Overlay, objects));
                return CommandRun.Success;

                async Task WriteAsync(string name, Func<string, string> write)
                {
                    var file = Path.Combine(Checkout.Root, name);
                    var before = await File.ReadAllTextAsync(file, cancellationToken);
                    var after = write(before);
                    await File.WriteAllTextAsync(file, after, cancellationToken);
                    await console.Output.WriteLineAsync($"{name}: {(before == after ? "unchanged" : "written")}");
                }
            },
            failure: 1);
        return docs;
    }
}
