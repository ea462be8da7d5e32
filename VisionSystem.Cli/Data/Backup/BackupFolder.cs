using System.Text.Json;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>
/// The layout of a backup: <c>backup.json</c>; for each tenant <c>TENANT/predictions.jsonl</c>, one prediction with its reviews per
/// line; and images under their SHA-256, <c>TENANT/ab/cd/abcd…</c>. The manifest or the name contains the hash of every file.
/// </summary>
internal sealed class BackupFolder(string path, BackupManifest manifest)
{
    public const int Format = 1;

    public static string ManifestOf(string path) => Path.Combine(path, "backup.json");

    public static string RowsOf(string path, string tenant) => Path.Combine(path, tenant, "predictions.jsonl");

    public static string ImageOf(string path, string tenant, string sha256) => Path.Combine(path, ImageKey.Of(tenant, sha256));

    /// <summary>Opens a complete backup.</summary>
    /// <exception cref="CommandException">The folder is not a backup, or the backup is incomplete.</exception>
    public static async Task<BackupFolder> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var file = ManifestOf(path);
        if (!File.Exists(file))
        {
            throw new CommandException($"{path} contains no complete backup: {file} is missing. If a backup was interrupted, run it again");
        }

        try
        {
            await using var stream = File.OpenRead(file);
            var manifest = await JsonSerializer.DeserializeAsync(stream, ManifestJson.Default.BackupManifest, cancellationToken);
            return manifest is { Format: Format, Tenants: { } tenants } && tenants.All(part => TenantName.IsValid(part.Tenant))
                ? new BackupFolder(path, manifest)
                : throw new CommandException($"{file} has a format that this version does not support: restore it with the version that wrote it");
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{file} is damaged ({exception.Message}): restore from another copy of the backup", exception);
        }
    }

    /// <summary>Returns the parts of all tenants or of one.</summary>
    /// <exception cref="CommandException">The backup does not contain this tenant.</exception>
    public IEnumerable<BackupPart> Parts(string? tenant) => tenant is null ? manifest.Tenants
        : manifest.Tenants.Where(part => part.Tenant == tenant).ToArray() is { Length: > 0 } parts ? parts
        : throw new CommandException($"{path} does not contain tenant {tenant}; it contains: {string.Join(", ", manifest.Tenants.Select(part => part.Tenant))}");

    public string RowsOf(BackupPart part) => RowsOf(path, part.Tenant);

    public string ImageOf(BackupPart part, string sha256) => ImageOf(path, part.Tenant, sha256);

    /// <summary>Reads the predictions of a file one at a time.</summary>
    public static async IAsyncEnumerable<StoredPrediction> ReadRowsAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            yield return JsonSerializer.Deserialize(line, RowJson.Default.StoredPrediction)!;
        }
    }
}
