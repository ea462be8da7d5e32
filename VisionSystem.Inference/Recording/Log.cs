using Yarp.ReverseProxy.Forwarder;

namespace VisionSystem.Inference.Recording;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} predictions of an earlier run wait in {Path} and are sent now")]
    public static partial void Resumed(ILogger logger, long count, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool {Path} cannot be written: {Reason}. Until it can, predictions are not kept")]
    public static partial void WriteFailed(ILogger logger, string path, string reason, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool {Path} does not take a prediction")]
    public static partial void RowRefused(ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The spool {Path} can be written again")]
    public static partial void WriteResumed(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool {Path} could not be read")]
    public static partial void ReadFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery of {Count} predictions to logging-service failed, next try in {Delay}: {Reason}")]
    public static partial void DeliveryFailed(ILogger logger, int count, TimeSpan delay, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "logging-service takes predictions again")]
    public static partial void DeliveryResumed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "logging-service did not answer {Method} {Path} ({Error}): {Reason}")]
    public static partial void ForwardFailed(ILogger logger, string method, PathString path, ForwarderError error, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The response of logging-service to {Method} {Path} broke off: {Reason}")]
    public static partial void ResponseBrokeOff(ILogger logger, string method, PathString path, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "logging-service refused prediction {Id} for good, it stays in the spool file: {Reason}")]
    public static partial void Refused(ILogger logger, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Prediction {Id} was answered unrecorded: {Reason}")]
    public static partial void Unrecorded(ILogger logger, Guid id, string reason);
}
