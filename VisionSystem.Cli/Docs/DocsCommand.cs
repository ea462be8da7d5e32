using System.CommandLine;
using VisionSystem.Cli.Deploy;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Docs;

/// <summary><c>docs</c>: the parts of the documentation that the code knows.</summary>
internal static class DocsCommand
{
    private const string Overlay = "production";

    public static Command Create(CommandConsole console)
    {
        var docs = new Command("docs", "Writes the tables of settings in docs/configuration.md and docs/deployment.md anew from the code.");
        docs.Runs(
            console,
            async (_, cancellationToken) =>
            {
                await WriteAsync("configuration.md", SettingTables.Configuration);
                Kubectl.Require();
                var objects = await new Kubectl(console, context: null).RenderAsync(Path.Combine(Checkout.Root, "aspirate-output", "overlays", Overlay), cancellationToken);
                await WriteAsync("deployment.md", document => SettingTables.Deployment(document, Overlay, objects));
                return CommandRun.Success;

                async Task WriteAsync(string name, Func<string, string> write)
                {
                    var file = Path.Combine(Checkout.Root, "docs", name);
                    var before = await File.ReadAllTextAsync(file, cancellationToken);
                    var after = write(before);
                    await File.WriteAllTextAsync(file, after, cancellationToken);
                    await console.Output.WriteLineAsync($"docs/{name}: {(before == after ? "unchanged" : "written")}");
                }
            },
            failure: 1);
        return docs;
    }
}
