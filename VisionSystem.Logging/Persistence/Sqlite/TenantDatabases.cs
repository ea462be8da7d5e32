using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>The tenants' files, opened when first needed and held open until the end.</summary>
internal sealed class TenantDatabases(StoreOptions options, SqliteMigrator migrator) : IDisposable
{
    private const string Extension = ".db";

    private readonly Lock _opening = new();
    private readonly Dictionary<string, TenantDatabase> _open = [];

    /// <summary>Where the files are.</summary>
    public string Folder => options.PredictionsFolder;

    /// <summary>The tenant's file, created if need be.</summary>
    public TenantDatabase Open(string tenant) => Get(tenant, create: true)!;

    /// <summary>The tenant's file; null for a tenant that has none.</summary>
    public TenantDatabase? Find(string tenant) => Get(tenant, create: false);

    /// <summary>The tenants that have a file.</summary>
    public IEnumerable<string> Tenants() => Directory
        .EnumerateFiles(options.PredictionsFolder, "*" + Extension)
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Where(TenantName.IsValid);

    public void Dispose()
    {
        lock (_opening)
        {
            foreach (var database in _open.Values)
            {
                database.Dispose();
            }

            _open.Clear();
        }
    }

    private TenantDatabase? Get(string tenant, bool create)
    {
        lock (_opening)
        {
            if (_open.TryGetValue(tenant, out var database))
            {
                return database;
            }

            var path = Path.Combine(options.PredictionsFolder, tenant + Extension);
            if (!create && !File.Exists(path))
            {
                return null;
            }

            return _open[tenant] = TenantDatabase.Open(path, migrator);
        }
    }
}
