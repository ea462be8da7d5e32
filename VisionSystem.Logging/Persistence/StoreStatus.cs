namespace VisionSystem.Logging.Persistence;

/// <summary>What a store tells the health checks.</summary>
/// <param name="Kind"><c>sqlite</c>, <c>folder</c> or <c>s3</c>.</param>
/// <param name="Location">Where it keeps its data, without secrets.</param>
/// <param name="UsedBytes">What its data takes; null where asking would be costly.</param>
/// <param name="FreeBytes">What is left there; null where there is no such limit.</param>
internal sealed record StoreStatus(string Kind, string Location, long? UsedBytes, long? FreeBytes);
