using System.Text.Json;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Catalog;

/// <summary>
/// The models that can be downloaded: shipped entries from <c>models/catalog.json</c>, and user entries from <c>catalog.json</c>
/// beside the models.
/// </summary>
internal sealed class ModelCatalog
{
    private const string Shipped = "models.catalog.json";

    private readonly string _userFile;
    private readonly IReadOnlyList<CatalogEntry> _shipped;
    private readonly List<CatalogEntry> _added;

    private ModelCatalog(string userFile, IReadOnlyList<CatalogEntry> shipped, List<CatalogEntry> added) =>
        (_userFile, _shipped, _added) = (userFile, shipped, added);

    public IEnumerable<CatalogEntry> Entries => [.. _shipped, .. _added];

    /// <exception cref="CommandException">The user's catalogue is damaged.</exception>
    public static ModelCatalog Read(string modelFolder)
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream(Shipped)!;
        var shipped = JsonSerializer.Deserialize(stream, CatalogJson.Default.CatalogFile)!.Models;
        var userFile = Path.Combine(modelFolder, "catalog.json");
        var added = JsonFile.Read(userFile, CatalogJson.Default.CatalogFile)?.Models ?? [];
        return new ModelCatalog(userFile, shipped, [.. added.Where(entry => shipped.All(other => other.Name != entry.Name))]);
    }

    public CatalogEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    public bool Ships(string name) => _shipped.Any(entry => entry.Name == name);

    /// <summary>Stores a user entry, which replaces an entry of the same name.</summary>
    public void Add(CatalogEntry entry)
    {
        _added.RemoveAll(other => other.Name == entry.Name);
        _added.Add(entry);
        JsonFile.Write(_userFile, new CatalogFile(_added), CatalogJson.Default.CatalogFile);
    }
}
