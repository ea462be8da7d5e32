using System.Globalization;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements for the images that rows reference.</summary>
internal static class ImageStatements
{
    private const string Table = "image_processing";

    /// <summary>Lists distinct hashes after the given one, in ordinal order.</summary>
    public static SqlQuery List(string after, int limit) => new(
        Table,
        "SELECT DISTINCT i.file_hash FROM tenant.image_processing AS i WHERE i.file_hash > @after ORDER BY i.file_hash LIMIT @limit",
        ("@after", after), ("@limit", limit));

    /// <summary>Lists those of the given hashes that exist.</summary>
    public static SqlQuery Named(IReadOnlyCollection<string> hashes)
    {
        (string Name, object Value)[] values = [.. hashes.Select((hash, i) => (string.Create(CultureInfo.InvariantCulture, $"@hash{i}"), (object)hash))];
        return new SqlQuery(
            Table, $"SELECT DISTINCT i.file_hash FROM tenant.image_processing AS i WHERE i.file_hash IN ({string.Join(", ", values.Select(value => value.Name))})", values);
    }
}
