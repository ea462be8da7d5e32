using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Authentication;

internal static partial class Log
{
    [LoggerMessage(1150, LogLevel.Information, "Callers need no key: Development on a loopback address. Any other address or environment requires one (CV_AUTH).")]
    public static partial void OpenInDevelopment(ILogger logger);

    [LoggerMessage(1151, LogLevel.Warning, "CV_AUTH=off: every caller is accepted as the default tenant with every scope. Remove the setting to require keys.")]
    public static partial void AuthenticationOff(ILogger logger);
}
