using System.CommandLine;
using VisionSystem.Logging.Backup;
using VisionSystem.Logging.Storage;
using VisionSystem.ServiceDefaults.Terminal;

namespace VisionSystem.Logging.Commands;

/// <summary><c>backup</c>: predictions, reviews and photos into a folder.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandConsole console, string[] settings)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder; one with an earlier or unfinished backup is brought up to date." };
        var tenant = TenantOption.Create(null);
        var backup = new Command("backup", "Copies predictions, reviews and photos into a folder, from whichever stores they are in.") { folder, tenant };
        backup.Runs(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings);
            var store = host.Get<IPredictionStore>();
            var there = await store.ListTenantsAsync(cancellationToken);
            var tenants = parsed.GetValue(tenant) is { } one ? [one] : there;
            if (tenants.Except(there).FirstOrDefault() is { } unknown)
            {
                throw new CommandException($"there is no tenant {unknown}");
            }
            var writer = new BackupWriter(store, host.Get<IImageStore>(), console, parsed.GetRequiredValue(folder));
            var manifest = await writer.RunAsync(tenants, cancellationToken);
            foreach (var part in manifest.Tenants)
            {
                await console.Output.WriteLineAsync(
                    $"{part.Tenant}: {part.Predictions} predictions, {part.Reviews} reviews, {part.Photos} photos{(part.MissingPhotos.Count > 0 ? $"; {part.MissingPhotos.Count} photos are no longer in the store" : "")}");
            }
            return CommandRun.Success;
        });
        return backup;
    }
}
