namespace VisionSystem.Logging.Predictions.Forgetting;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Predictions} prediction(s) of tenant {Tenant} as asked, and {Images} photo(s) that no other names")]
    public static partial void Removed(ILogger logger, int predictions, int images, string tenant);
}
