using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>The database files of the tenants, opened on first use and kept open until shutdown.</summary>
internal sealed class TenantDatabases(StoreOptions options, SqliteMigrator migrator) : IDisposable
{
    private const string Extension = ".db";

    private readonly Lock _opening = new();
    private readonly Dictionary<string, TenantDatabase> _open = [];

    /// <summary>Folder of the files.</summary>
    public string Folder => options.PredictionsFolder;

    /// <summary>Returns the database of the tenant; creates it if it is missing.</summary>
    public TenantDatabase Open(string tenant) => Get(tenant, create: true)!;

    /// <summary>Returns the database of the tenant; null if it does not exist.</summary>
    public TenantDatabase? Find(string tenant) => Get(tenant, create: false);

    /// <summary>Returns the tenants that have a file.</summary>
    public IEnumerable<string> Tenants() => Directory
        .EnumerateFiles(options.PredictionsFolder, "*" + Extension)
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Where(TenantName.IsValid);

    /// <summary>Closes and deletes the file of a tenant.</summary>
    /// <returns>False if it does not exist.</returns>
    public async Task<bool> RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        TenantDatabase? database;
        lock (_opening)
        {
            _open.Remove(tenant, out database);
        }

        if (database is not null)
        {
            await database.CloseAsync(cancellationToken);
        }

        lock (_opening)
        {
            var path = PathOf(tenant);
            var exists = File.Exists(path);

            // The file itself last: as long as it exists, an interrupted deletion is repeated.
            foreach (var part in new[] { path + "-wal", path + "-shm", path })
            {
                File.Delete(part);
            }

            return exists;
        }
    }

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

            var path = PathOf(tenant);
            if (!create && !File.Exists(path))
            {
                return null;
            }

            return _open[tenant] = TenantDatabase.Open(path, migrator);
        }
    }

    private string PathOf(string tenant) => Path.Combine(options.PredictionsFolder, tenant + Extension);
}
