namespace VisionSystem.Inference.Recording;

internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Information, "{Count} predictions of an earlier process remain in {Path}; delivery starts now")]
    public static partial void SpoolResumed(ILogger logger, long count, string path);

    [LoggerMessage(3102, LogLevel.Error, "The spool {Path} cannot be written: {Reason}. Predictions are not recorded until it can be written again")]
    public static partial void WriteFailed(ILogger logger, string path, string reason, Exception exception);

    [LoggerMessage(3103, LogLevel.Error, "The spool {Path} rejected a prediction")]
    public static partial void RowRejected(ILogger logger, string path, Exception exception);

    [LoggerMessage(3104, LogLevel.Information, "The spool {Path} can be written again")]
    public static partial void WriteResumed(ILogger logger, string path);

    [LoggerMessage(3105, LogLevel.Error, "The spool {Path} could not be read")]
    public static partial void ReadFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(3106, LogLevel.Warning, "Delivery of {Count} predictions to logging-service failed; next attempt in {Delay}: {Reason}")]
    public static partial void DeliveryFailed(ILogger logger, int count, TimeSpan delay, string reason);

    [LoggerMessage(3107, LogLevel.Information, "logging-service accepts predictions again")]
    public static partial void DeliveryResumed(ILogger logger);

    [LoggerMessage(3108, LogLevel.Error, "logging-service permanently rejected prediction {Id}; it is quarantined in the spool file: {Reason}")]
    public static partial void PredictionQuarantined(ILogger logger, string id, string reason);

    [LoggerMessage(3109, LogLevel.Warning, "Prediction {Id} was returned unrecorded: {Reason}")]
    public static partial void PredictionUnrecorded(ILogger logger, Guid id, string reason);
}
