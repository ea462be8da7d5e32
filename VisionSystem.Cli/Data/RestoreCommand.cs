using System.CommandLine;
using VisionSystem.Cli.Data.Backup;
using VisionSystem.Cli.Terminal;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Cli.Data;

/// <summary><c>restore</c>: what a backup holds into the stores that the service is set up for, of whichever kind.</summary>
internal static class RestoreCommand
{
    private const int MostNamed = 20;

    public static Command Create(CommandConsole console, string[] settings)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of the backup." };
        var tenant = StoreOption.Tenant(null);
        var data = StoreOption.Data();
        var restore = new Command("restore", "Brings back what a backup holds. What is there already stays as it is, so it can be run again.") { folder, tenant, data };
        restore.Runs(console, async (parsed, cancellationToken) =>
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
                    $"{part.Tenant}: {outcome.Predictions} of {part.Predictions} predictions, {outcome.NewPredictions} of them new, {outcome.NewImages} new photos");
            }

            if (damaged.Count == 0)
            {
                return CommandRun.Success;
            }

            var more = damaged.Count > MostNamed ? $" and {damaged.Count - MostNamed} more" : "";
            throw new CommandException($"damaged or missing, and what needs them was left out: {string.Join(", ", damaged.Take(MostNamed))}{more}");
        });
        return restore;
    }
}
