using System.CommandLine;
using VisionSystem.Cli.Data.Backup;
using VisionSystem.Cli.Terminal;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Cli.Data;

/// <summary><c>restore</c>: copies a backup into the configured stores of the service, regardless of their kind.</summary>
internal static class RestoreCommand
{
    private const int MaxListed = 20;

    public static Command Create(CommandConsole console, string[] settings)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of the backup." };
        var tenant = StoreOption.Tenant(null);
        var data = StoreOption.Data();
        var restore = new Command("restore", "Restores predictions, reviews and images from a backup. Existing data remains unchanged, so the command can be repeated.") { folder, tenant, data };
        restore.SetHandler(console, async (parsed, cancellationToken) =>
        {
            var source = await BackupFolder.OpenAsync(parsed.GetRequiredValue(folder), cancellationToken);
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            await host.Get<IObjectStore>().PrepareAsync(cancellationToken);
            var reader = new BackupReader(host.Get<IPredictionStore>(), host.Get<IImageStore>(), console, source);
            var damaged = new List<string>();
            foreach (var part in source.Parts(parsed.GetValue(tenant)))
            {
                var outcome = await reader.RunAsync(part, cancellationToken);
                damaged.AddRange(outcome.Damaged);
                await console.Output.WriteLineAsync(
                    $"{part.Tenant}: {outcome.Predictions} of {part.Predictions} predictions, {outcome.NewPredictions} of them new, {outcome.NewImages} new images");
            }

            if (damaged.Count == 0)
            {
                return CommandRun.Success;
            }

            var more = damaged.Count > MaxListed ? $" and {damaged.Count - MaxListed} more" : "";
            throw new CommandException($"some files are damaged or missing, and their predictions were not restored: {string.Join(", ", damaged.Take(MaxListed))}{more}");
        });
        return restore;
    }
}
