namespace VisionSystem.Logging.Deletion;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Information, "Removed {Predictions} prediction(s) of tenant {Tenant} as asked, and {Images} photo(s) that no other names")]
    public static partial void PredictionsRemoved(ILogger logger, int predictions, int images, string tenant);
}
