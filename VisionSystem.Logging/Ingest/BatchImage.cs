namespace VisionSystem.Logging.Ingest;

/// <summary>An image of a delivery: the name it was given, which should be its SHA-256, and its bytes, to be read once.</summary>
internal readonly record struct BatchImage(string Name, Stream Content);
