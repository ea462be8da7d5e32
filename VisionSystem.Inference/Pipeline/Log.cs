namespace VisionSystem.Inference.Pipeline;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The engine failed: model {Model} on {Provider}")]
    public static partial void RunFailed(ILogger logger, string model, string provider, Exception exception);
}
