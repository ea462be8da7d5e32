using System.Globalization;
using System.Reflection;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>A numbered migration of a database schema, from the embedded file <c>Persistence/Migrations/DATABASE/NNN_name.sql</c>.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "VisionSystem.Logging.Persistence.Migrations.";

    public static IReadOnlyList<Migration> Sqlite { get; } = Of("Sqlite");

    public static IReadOnlyList<Migration> Postgres { get; } = Of("Postgres");

    /// <summary>The tables of the embedded database that belong to no tenant.</summary>
    public static IReadOnlyList<Migration> SqliteSystem { get; } = Of("SqliteSystem");

    /// <summary>Returns all migrations of this program, in order.</summary>
    private static Migration[] Of(string database) =>
        [.. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Prefix}{database}.", StringComparison.Ordinal))
            .Select(name => Load(typeof(Migration).Assembly, name, database))
            .OrderBy(migration => migration.Version)];

    private static Migration Load(Assembly assembly, string resource, string database)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource[(Prefix.Length + database.Length + 1)..]);
        return new Migration(int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
