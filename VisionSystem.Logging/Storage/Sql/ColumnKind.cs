namespace VisionSystem.Logging.Storage.Sql;

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
