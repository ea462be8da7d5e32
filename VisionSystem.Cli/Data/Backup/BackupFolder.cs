using System.Text.Json;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>
/// The layout of a backup: <c>backup.json</c>; of each tenant <c>TENANT/predictions.jsonl</c>, a prediction with its reviews a
/// line; and images under their SHA-256, <c>TENANT/ab/cd/abcd…</c>. Every file can be checked: by the manifest, or by its name.
/// </summary>
internal sealed class BackupFolder(string path, BackupManifest manifest)
{
    public const int Format = 1;

    public static string ManifestOf(string path) => Path.Combine(path, "backup.json");

    public static string RowsOf(string path, string tenant) => Path.Combine(path, tenant, "predictions.jsonl");

    public static string ImageOf(string path, string tenant, string sha256) => Path.Combine(path, ImageKey.Of(tenant, sha256));

    /// <summary>Opens a finished backup.</summary>
    /// <exception cref="CommandException">It is none, or is not finished.</exception>
    public static async Task<BackupFolder> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var file = ManifestOf(path);
        if (!File.Exists(file))
        {
            throw new CommandException($"{path} holds no finished backup: {file} is missing. If a backup was interrupted, run it again");
        }

        try
        {
            await using var stream = File.OpenRead(file);
            var manifest = await JsonSerializer.DeserializeAsync(stream, ManifestJson.Default.BackupManifest, cancellationToken);
            return manifest is { Format: Format, Tenants: { } tenants } && tenants.All(part => TenantName.IsValid(part.Tenant))
                ? new BackupFolder(path, manifest)
                : throw new CommandException($"{file} is of no format that this version knows: restore it with the version that wrote it");
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{file} is damaged ({exception.Message}): restore from another copy of the backup", exception);
        }
    }

    /// <summary>The parts of all tenants, or of one.</summary>
    /// <exception cref="CommandException">There is none of this tenant.</exception>
    public IEnumerable<BackupPart> Parts(string? tenant) => tenant is null ? manifest.Tenants
        : manifest.Tenants.Where(part => part.Tenant == tenant).ToArray() is { Length: > 0 } parts ? parts
        : throw new CommandException($"{path} holds nothing of tenant {tenant}; it holds: {string.Join(", ", manifest.Tenants.Select(part => part.Tenant))}");

    public string RowsOf(BackupPart part) => RowsOf(path, part.Tenant);

    public string ImageOf(BackupPart part, string sha256) => ImageOf(path, part.Tenant, sha256);

    /// <summary>The predictions of a file, one after another.</summary>
    public static async IAsyncEnumerable<StoredPrediction> ReadRowsAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            yield return JsonSerializer.Deserialize(line, RowJson.Default.StoredPrediction)!;
        }
    }
}
