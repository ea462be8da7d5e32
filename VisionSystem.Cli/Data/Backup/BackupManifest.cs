using System.Text.Json.Serialization;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>The contents of a backup: the file <c>backup.json</c>, which is written last, so that a folder without it is incomplete.</summary>
/// <param name="Format">The layout of the folder; see <see cref="BackupFolder"/>.</param>
/// <param name="CreatedAt">The start time of the backup.</param>
/// <param name="Tenants">The parts, one for each tenant.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset CreatedAt, IReadOnlyList<BackupPart> Tenants);

/// <summary>The predictions and images of one tenant.</summary>
/// <param name="Tenant">The name of the tenant.</param>
/// <param name="Predictions">The number of predictions.</param>
/// <param name="Reviews">The number of reviews.</param>
/// <param name="Images">The number of distinct images.</param>
/// <param name="RowsSha256">The SHA-256 of the predictions file.</param>
/// <param name="MissingImages">The images that were missing or damaged in the store.</param>
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
