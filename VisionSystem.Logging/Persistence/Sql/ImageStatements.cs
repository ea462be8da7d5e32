using System.Globalization;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>What asks which images the rows name.</summary>
internal static class ImageStatements
{
    private const string Table = "image_processing";

    /// <summary>Hashes after one, each once, in ordinal order.</summary>
    public static SqlQuery List(string after, int limit) => new(
        Table,
        "SELECT DISTINCT i.file_hash FROM tenant.image_processing AS i WHERE i.file_hash > @after ORDER BY i.file_hash LIMIT @limit",
        ("@after", after), ("@limit", limit));

    /// <summary>Those of some hashes that there are.</summary>
    public static SqlQuery Named(IReadOnlyCollection<string> hashes)
    {
        (string Name, object Value)[] values = [.. hashes.Select((hash, i) => (string.Create(CultureInfo.InvariantCulture, $"@hash{i}"), (object)hash))];
        return new SqlQuery(
            Table, $"SELECT DISTINCT i.file_hash FROM tenant.image_processing AS i WHERE i.file_hash IN ({string.Join(", ", values.Select(value => value.Name))})", values);
    }
}
