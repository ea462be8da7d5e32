using System.Globalization;
using System.Reflection;

namespace VisionSystem.Logging.Storage.Sqlite;

/// <summary>One numbered step of the schema: the embedded file <c>Storage/Migrations/Sqlite/NNN_name.sql</c>.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "VisionSystem.Logging.Storage.Migrations.Sqlite.";

    /// <summary>Every step this program knows, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
        [.. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Load(typeof(Migration).Assembly, name))
            .OrderBy(migration => migration.Version)];

    private static Migration Load(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
        return new Migration(int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
