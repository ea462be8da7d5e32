using System.CommandLine;
using System.Text.RegularExpressions;
using VisionSystem.Cli.Models.Catalog;
using VisionSystem.Cli.Models.Download;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models;

/// <summary><c>model pull</c>: downloads a model of the catalogue, or from an address that is added to the catalogue, into the model folder.</summary>
internal static partial class PullCommand
{
    public static Command Create(CommandConsole console)
    {
        var name = new Argument<string?>("NAME") { Description = "The name of a model in the catalogue (`model list`).", Arity = ArgumentArity.ZeroOrOne };
        var url = new Option<string?>("--url") { Description = "Downloads the model from this address and adds it to your catalogue.", HelpName = "URL" };
        var newName = new Option<string?>("--name") { Description = "The name of the model of --url.", HelpName = "NAME" };
        var sha256 = new Option<string?>("--sha256") { Description = "The expected SHA-256 of the file of --url. Default: the hash of the first download is recorded.", HelpName = "HEX" };
        var force = new Option<bool>("--force") { Description = "Downloads the model even if it already exists." };
        var pull = new Command("pull", "Downloads a model and verifies its SHA-256.") { name, url, newName, sha256, force };
        pull.Validators.Add(given =>
        {
            var wanted = given.GetValue(newName) ?? given.GetValue(name);
            var problem = (given.GetValue(name), given.GetValue(newName), given.GetValue(url), given.GetValue(sha256)) switch
            {
                (null, null, null, _) => "Specify a model: a NAME of the catalogue, or --url and --name.",
                (not null, not null, _, _) => "Specify the name only once, as NAME or with --name.",
                (_, null, not null, _) when wanted is null => "--url requires --name.",
                (_, not null, null, _) => "--name requires --url.",
                (_, _, null, not null) => "--sha256 requires --url.",
                (_, _, { } address, _) when !IsAddress(address) => $"'{address}' is not an http or https address.",
                (_, _, not null, _) when !FileName().IsMatch(wanted!) => $"'{wanted}' is not a valid model name: use up to 100 letters, digits, '.', '_' and '-'.",
                (_, _, _, { } hex) when !Sha256().IsMatch(hex) => $"'{hex}' is not a SHA-256: use 64 hexadecimal digits.",
                _ => null,
            };
            if (problem is not null)
            {
                given.AddError(problem);
            }
        });
        pull.SetHandler(console, (parsed, cancellationToken) =>
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
            throw new CommandException($"the shipped catalogue already contains '{added.Name}': choose another --name");
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
        if (TorchWeights.IsTorchFile(wanted))
        {
            throw new CommandException(TorchWeights.Explain(wanted, folder) + (known is null ? "" : $"; `model pull {known.Name}` downloads an exported model"));
        }

        return known ?? throw new CommandException(
            $"'{wanted}' is not in the catalogue, which contains {string.Join(", ", catalog.Entries.Select(entry => entry.Name))}; --url URL --name NAME adds a model");
    }

    private static string StripExtension(string name) => Path.GetExtension(name).ToLowerInvariant() is ".onnx" or ".pt" ? Path.GetFileNameWithoutExtension(name) : name;

    private static bool IsAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex Sha256();
}
