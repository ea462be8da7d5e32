using System.Text.Json.Serialization;

namespace VisionSystem.Cli.Models.Catalog;

/// <summary>A model that can be downloaded.</summary>
/// <param name="Name">The name; the file is <c>NAME.onnx</c>.</param>
/// <param name="Url">The address of the file.</param>
/// <param name="Sha256">The expected hash, lower-case hex; null for the hash of the first download.</param>
/// <param name="Licence">The licence of the model.</param>
/// <param name="Description">The displayed description.</param>
/// <param name="Size">The size in bytes.</param>
internal sealed record CatalogEntry(
    string Name, string Url, string? Sha256 = null, string? Licence = null, string? Description = null, long? Size = null);

internal sealed record CatalogFile(IReadOnlyList<CatalogEntry> Models);

/// <summary>The properties of a downloaded model file.</summary>
/// <param name="Sha256">The hash, lower-case hex.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Url">The address of the download.</param>
internal sealed record LockedModel(string Sha256, long Size, string? Url);

internal sealed record LockFile(SortedDictionary<string, LockedModel> Models);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogFile))]
[JsonSerializable(typeof(LockFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;
