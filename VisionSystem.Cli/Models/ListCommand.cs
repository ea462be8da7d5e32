using System.CommandLine;
using VisionSystem.Cli.Models.Catalog;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Models;

/// <summary><c>model list</c>: lists the models of the model folder and of the catalogue.</summary>
internal static class ListCommand
{
    public static Command Create(CommandConsole console)
    {
        var list = new Command("list", "Lists the models in the model folder and in the catalogue.");
        list.SetHandler(console, async (_, _) =>
        {
            await using var host = new ModelHost();
            var catalog = ModelCatalog.Read(host.Files.Folder);
            WriteFolder(host, ModelLock.Read(host.Files.Folder), catalog, console.Output);
            await console.Output.WriteLineAsync();
            WriteCatalog(host, catalog, console.Output);
            return CommandRun.Success;
        });
        return list;
    }

    private static void WriteFolder(ModelHost host, ModelLock locked, ModelCatalog catalog, TextWriter output)
    {
        foreach (var folder in host.Files.Unreadable())
        {
            output.WriteLine($"{folder} is omitted, because this user cannot read it.");
        }

        var names = host.Files.Names();
        output.WriteLine(names.Count == 0 ? $"No models in {host.Files.Folder} yet." : $"Models in {host.Files.Folder}:");
        if (names.Count == 0)
        {
            return;
        }

        var table = new TextTable("  NAME", "SIZE", "SHA-256");
        foreach (var name in names)
        {
            var sha256 = catalog.Find(name)?.Sha256 ?? locked.Sha256Of(name);
            table.Add("  " + name, Quantity.Bytes(host.Get<ModelStamps>().Of(host.Files.Find(name))?.Length ?? 0), sha256 is null ? "not recorded" : sha256[..16] + "… expected");
        }

        table.Write(output);
    }

    private static void WriteCatalog(ModelHost host, ModelCatalog catalog, TextWriter output)
    {
        output.WriteLine("Available with `./vision model pull NAME`:");
        var installed = host.Files.Names();
        var table = new TextTable("  NAME", "SIZE", "LICENCE", "", "DESCRIPTION");
        foreach (var entry in catalog.Entries)
        {
            table.Add(
                "  " + entry.Name,
                entry.Size is { } size ? Quantity.Bytes(size) : "-",
                entry.Licence ?? "not stated",
                installed.Contains(entry.Name) ? "installed" : "",
                entry.Description ?? entry.Url);
        }

        table.Write(output);
    }
}
