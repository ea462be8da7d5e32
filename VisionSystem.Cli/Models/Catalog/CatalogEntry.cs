using System.Text.Json.Serialization;

namespace VisionSystem.Cli.Models.Catalog;

/// <summary>A model that can be fetched.</summary>
/// <param name="Name">What it is called here; its file is <c>NAME.onnx</c>.</param>
/// <param name="Url">Where its file is.</param>
/// <param name="Sha256">What the file must be, lower-case hex; null: what it was when first fetched.</param>
/// <param name="Licence">Under which it may be used.</param>
/// <param name="Description">For people.</param>
/// <param name="Size">Bytes.</param>
internal sealed record CatalogEntry(
    string Name, string Url, string? Sha256 = null, string? Licence = null, string? Description = null, long? Size = null);

internal sealed record CatalogFile(IReadOnlyList<CatalogEntry> Models);

/// <summary>What a model's file was when it was fetched.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Url">Where it came from.</param>
internal sealed record LockedModel(string Sha256, long Size, string? Url);

internal sealed record LockFile(SortedDictionary<string, LockedModel> Models);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CatalogFile))]
[JsonSerializable(typeof(LockFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;
