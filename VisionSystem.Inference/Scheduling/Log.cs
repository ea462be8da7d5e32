namespace VisionSystem.Inference.Scheduling;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "There is no memory for another run of model {Model}")]
    public static partial void NoRoom(ILogger logger, string model, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The engine failed: model {Model} on {Provider}, {Images} images in the run")]
    public static partial void RunFailed(ILogger logger, string model, string provider, int images, Exception exception);
}
