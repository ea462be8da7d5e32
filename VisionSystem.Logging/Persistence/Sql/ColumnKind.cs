namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>The type of a column.</summary>
internal enum ColumnKind
{
    Id,
    Text,
    Json,
    Number,
    Integer,
    Bytes,
    Time,
}
