using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Authentication;

internal static class AuthenticationTelemetry
{
    private static readonly Counter<long> Rejections = InferenceTelemetry.Meter.CreateCounter<long>("cv_auth_rejections", "{request}", "Requests whose credentials were rejected, by reason.");

    public static void Rejected(string reason) => Rejections.Add(1, new KeyValuePair<string, object?>("reason", reason));
}

internal static partial class Log
{
    [LoggerMessage(3701, LogLevel.Debug, "Fetched {Count} API keys.")]
    public static partial void KeysLoaded(ILogger logger, int count);

    [LoggerMessage(3702, LogLevel.Warning, "API keys cannot be fetched from logging-service, and the last list stays in use: {Reason}")]
    public static partial void KeysNotLoaded(ILogger logger, string reason);
}
