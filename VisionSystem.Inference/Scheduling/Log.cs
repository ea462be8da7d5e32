namespace VisionSystem.Inference.Scheduling;

internal static partial class Log
{
    [LoggerMessage(3301, LogLevel.Error, "There is no memory for another run of model {Model}")]
    public static partial void NoRoom(ILogger logger, string model, Exception exception);

    [LoggerMessage(3302, LogLevel.Error, "The engine failed: model {Model} on {Provider}, {Images} images in the run")]
    public static partial void RunFailed(ILogger logger, string model, string provider, int images, Exception exception);
}
