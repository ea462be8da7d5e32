using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Catalog;

/// <summary><c>models.lock.json</c> beside the models: the hash of each first download, which later downloads must match.</summary>
internal sealed class ModelLock
{
    public const string FileName = "models.lock.json";

    private readonly string _file;
    private readonly SortedDictionary<string, LockedModel> _models;

    private ModelLock(string file, SortedDictionary<string, LockedModel> models) => (_file, _models) = (file, models);

    /// <exception cref="CommandException">The file is damaged.</exception>
    public static ModelLock Read(string modelFolder)
    {
        var file = Path.Combine(modelFolder, FileName);
        return new ModelLock(file, JsonFile.Read(file, CatalogJson.Default.LockFile)?.Models ?? []);
    }

    public string? Sha256Of(string name) => _models.GetValueOrDefault(name)?.Sha256;

    public void Record(string name, LockedModel model)
    {
        if (_models.GetValueOrDefault(name) != model)
        {
            _models[name] = model;
            JsonFile.Write(_file, new LockFile(_models), CatalogJson.Default.LockFile);
        }
    }
}
