namespace VisionSystem.Inference.Authentication;

internal static partial class Log
{
    [LoggerMessage(3701, LogLevel.Debug, "Fetched {Count} API keys.")]
    public static partial void KeysLoaded(ILogger logger, int count);

    [LoggerMessage(3702, LogLevel.Warning, "API keys cannot be fetched from logging-service, and the last list stays in use: {Reason}")]
    public static partial void KeysNotLoaded(ILogger logger, string reason);
}
