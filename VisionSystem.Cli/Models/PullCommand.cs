using System.CommandLine;
using System.Text.RegularExpressions;
using VisionSystem.Cli.Models.Catalog;
using VisionSystem.Cli.Models.Download;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models;

/// <summary><c>model pull</c>: brings a model from the catalogue, or from an address that joins it, into the model folder.</summary>
internal static partial class PullCommand
{
    public static Command Create(CommandConsole console)
    {
        var name = new Argument<string?>("NAME") { Description = "A model of the catalogue (`model list`).", Arity = ArgumentArity.ZeroOrOne };
        var url = new Option<string?>("--url") { Description = "Fetch the model from this address and keep it in your catalogue.", HelpName = "URL" };
        var newName = new Option<string?>("--name") { Description = "What to call the model of --url.", HelpName = "NAME" };
        var sha256 = new Option<string?>("--sha256") { Description = "What the file of --url must be; without it, what comes first is recorded.", HelpName = "HEX" };
        var force = new Option<bool>("--force") { Description = "Fetch it even if it is here." };
        var pull = new Command("pull", "Fetches a model and verifies its SHA-256.") { name, url, newName, sha256, force };
        pull.Validators.Add(given =>
        {
            var wanted = given.GetValue(newName) ?? given.GetValue(name);
            var problem = (given.GetValue(name), given.GetValue(newName), given.GetValue(url), given.GetValue(sha256)) switch
            {
                (null, null, null, _) => "Say which model: a NAME of the catalogue, or --url and --name.",
                (not null, not null, _, _) => "Give the name once, as NAME or with --name.",
                (_, null, not null, _) when wanted is null => "--url wants a --name to go with it.",
                (_, not null, null, _) => "--name goes with --url.",
                (_, _, null, not null) => "--sha256 goes with --url.",
                (_, _, { } address, _) when !IsAddress(address) => $"'{address}' is no http or https address.",
                (_, _, not null, _) when !FileName().IsMatch(wanted!) => $"'{wanted}' is no name for a model: letters, digits, '.', '_' and '-', up to 100.",
                (_, _, _, { } hex) when !Sha256().IsMatch(hex) => $"'{hex}' is no SHA-256: 64 hexadecimal digits.",
                _ => null,
            };
            if (problem is not null)
            {
                given.AddError(problem);
            }
        });
        pull.Runs(console, (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(newName) ?? parsed.GetValue(name)!;
            var added = parsed.GetValue(url) is { } address ? new CatalogEntry(StripExtension(wanted), address, parsed.GetValue(sha256)?.ToLowerInvariant()) : null;
            return RunAsync(console, wanted, added, parsed.GetValue(force), cancellationToken);
        });
        return pull;
    }

    private static async Task<int> RunAsync(CommandConsole console, string wanted, CatalogEntry? added, bool force, CancellationToken cancellationToken)
    {
        await using var host = new ModelHost();
        var folder = host.Files.Folder;
        var catalog = ModelCatalog.Read(folder);
        var entry = added ?? Find(catalog, wanted, folder);
        if (added is not null && catalog.Ships(added.Name))
        {
            throw new CommandException($"'{added.Name}' is a model of the shipped catalogue; choose another --name");
        }

        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("VisionSystem/1.0");
        var pull = new ModelPull(folder, new FileDownload(http, new DownloadOptions(), console.Time), console);
        await console.Output.WriteLineAsync(await pull.RunAsync(entry, force, cancellationToken));
        if (added is not null)
        {
            catalog.Add(added);
        }

        await console.Output.WriteLineAsync($"Serve it: CV_MODEL_PATH={folder} CV_YOLO_MODEL={entry.Name}.onnx ./vision up");
        return CommandRun.Success;
    }

    private static CatalogEntry Find(ModelCatalog catalog, string wanted, string folder)
    {
        var known = catalog.Find(StripExtension(wanted));
        if (TorchWeights.AreNamedBy(wanted))
        {
            throw new CommandException(TorchWeights.Explain(wanted, folder) + (known is null ? "" : $"; `model pull {known.Name}` fetches one that is exported already"));
        }

        return known ?? throw new CommandException(
            $"'{wanted}' is not in the catalogue, which has {string.Join(", ", catalog.Entries.Select(entry => entry.Name))}; --url URL --name NAME adds a model");
    }

    private static string StripExtension(string name) => Path.GetExtension(name).ToLowerInvariant() is ".onnx" or ".pt" ? Path.GetFileNameWithoutExtension(name) : name;

    private static bool IsAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex Sha256();
}
