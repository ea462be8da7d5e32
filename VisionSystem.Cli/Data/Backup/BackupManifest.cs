using System.Text.Json.Serialization;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>What a backup holds: the file <c>backup.json</c>, written last, so that a folder without one is not finished.</summary>
/// <param name="Format">The layout of the folder; see <see cref="BackupFolder"/>.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="Tenants">A part for each tenant.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset CreatedAt, IReadOnlyList<BackupPart> Tenants);

/// <summary>One tenant's predictions and images.</summary>
/// <param name="Tenant">Its name.</param>
/// <param name="Predictions">How many predictions there are.</param>
/// <param name="Reviews">How many reviews of them.</param>
/// <param name="Images">How many images they name.</param>
/// <param name="RowsSha256">The SHA-256 of the file of predictions.</param>
/// <param name="MissingImages">The images that they name and that were no longer in the store.</param>
internal sealed record BackupPart(
    string Tenant,
    long Predictions,
    long Reviews,
    [property: JsonPropertyName("photos")] long Images,
    string RowsSha256,
    [property: JsonPropertyName("missing_photos")] IReadOnlyList<string> MissingImages);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredPrediction))]
internal sealed partial class RowJson : JsonSerializerContext;
