namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>What a column holds.</summary>
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
