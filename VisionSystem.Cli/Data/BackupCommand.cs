using System.CommandLine;
using VisionSystem.Cli.Data.Backup;
using VisionSystem.Cli.Terminal;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data;

/// <summary><c>backup</c>: predictions, reviews and images into a folder.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandConsole console, string[] settings)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder; one with an earlier or unfinished backup is brought up to date." };
        var tenant = StoreOption.Tenant(null);
        var data = StoreOption.Data();
        var backup = new Command("backup", "Copies predictions, reviews and photos into a folder, from whichever stores they are in.") { folder, tenant, data };
        backup.Runs(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var store = host.Get<IPredictionStore>();
            var there = await store.ListTenantsAsync(cancellationToken);
            var tenants = parsed.GetValue(tenant) is { } one ? [one] : there;
            if (tenants.Except(there).FirstOrDefault() is { } unknown)
            {
                throw new CommandException($"there is no tenant {unknown}; there are: {string.Join(", ", there)}");
            }

            var writer = new BackupWriter(store, host.Get<IImageStore>(), console, parsed.GetRequiredValue(folder));
            var manifest = await writer.RunAsync(tenants, cancellationToken);
            foreach (var part in manifest.Tenants)
            {
                await console.Output.WriteLineAsync(
                    $"{part.Tenant}: {part.Predictions} predictions, {part.Reviews} reviews, {part.Images} photos{(part.MissingImages.Count > 0 ? $"; {part.MissingImages.Count} photos are no longer in the store" : "")}");
            }

            return CommandRun.Success;
        });
        return backup;
    }
}
