namespace VisionSystem.Inference.Authentication;

internal static partial class Log
{
    [LoggerMessage(3701, LogLevel.Debug, "Fetched {Count} API keys.")]
    public static partial void KeysLoaded(ILogger logger, int count);

    [LoggerMessage(3702, LogLevel.Warning, "API keys cannot be fetched from logging-service, and the last list stays in use: {Reason}")]
    public static partial void KeysNotLoaded(ILogger logger, string reason);

    [LoggerMessage(3781, LogLevel.Information, "Signed in to the console: {Subject} of tenant {Tenant}, until {ExpiresAt:O}.")]
    public static partial void SignedIn(ILogger logger, string subject, string tenant, DateTimeOffset expiresAt);

    [LoggerMessage(3782, LogLevel.Information, "Signed out of the console: {Subject} of tenant {Tenant}.")]
    public static partial void SignedOut(ILogger logger, string subject, string tenant);
}
