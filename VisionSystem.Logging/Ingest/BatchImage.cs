namespace VisionSystem.Logging.Ingest;

/// <summary>An image of a delivery.</summary>
internal readonly record struct BatchImage(string Name, Stream Content);
