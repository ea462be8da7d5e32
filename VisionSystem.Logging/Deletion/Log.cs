namespace VisionSystem.Logging.Deletion;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Information, "Deleted {Predictions} prediction(s) of tenant {Tenant} on request, and {Images} image(s) that no other prediction references")]
    public static partial void PredictionsRemoved(ILogger logger, int predictions, int images, string tenant);
}
