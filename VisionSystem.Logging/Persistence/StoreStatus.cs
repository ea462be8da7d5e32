namespace VisionSystem.Logging.Persistence;

/// <summary>State of a store for the health checks.</summary>
/// <param name="Kind"><c>sqlite</c>, <c>postgresql</c>, <c>folder</c> or <c>s3</c>.</param>
/// <param name="Location">Location of the data, without secrets.</param>
/// <param name="UsedBytes">Size of the data in bytes; null if measuring it is expensive.</param>
/// <param name="FreeBytes">Free space in bytes; null if the store has no such limit.</param>
internal sealed record StoreStatus(string Kind, string Location, long? UsedBytes, long? FreeBytes);
