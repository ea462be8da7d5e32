using System.CommandLine;
using VisionSystem.Cli.Data.Backup;
using VisionSystem.Cli.Terminal;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data;

/// <summary><c>backup</c>: copies predictions, reviews and images into a folder.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandConsole console, string[] settings)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of the backup. An earlier or incomplete backup is updated." };
        var tenant = StoreOption.Tenant(null);
        var data = StoreOption.Data();
        var backup = new Command("backup", "Copies predictions, reviews and images from the configured stores into a folder.") { folder, tenant, data };
        backup.SetHandler(console, async (parsed, cancellationToken) =>
        {
            await using var host = new StoreHost(settings, parsed.GetValue(data));
            var store = host.Get<IPredictionStore>();
            var existing = await store.ListTenantsAsync(cancellationToken);
            var tenants = parsed.GetValue(tenant) is { } one ? [one] : existing;
            if (tenants.Except(existing).FirstOrDefault() is { } unknown)
            {
                throw new CommandException($"the tenant {unknown} does not exist; existing tenants: {string.Join(", ", existing)}");
            }

            var writer = new BackupWriter(store, host.Get<IImageStore>(), console, parsed.GetRequiredValue(folder));
            var manifest = await writer.RunAsync(tenants, cancellationToken);
            foreach (var part in manifest.Tenants)
            {
                await console.Output.WriteLineAsync(
                    $"{part.Tenant}: {part.Predictions} predictions, {part.Reviews} reviews, {part.Images} images{(part.MissingImages.Count > 0 ? $"; {part.MissingImages.Count} images are no longer in the store" : "")}");
            }

            return CommandRun.Success;
        });
        return backup;
    }
}
