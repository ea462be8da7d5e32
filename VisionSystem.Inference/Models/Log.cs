using VisionSystem.Vision.Decoders;

namespace VisionSystem.Inference.Models;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} {Version} ({Family}) is ready on {Provider} after {Elapsed}")]
    public static partial void Loaded(ILogger logger, string model, string version, HeadFamily family, string provider, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The folder {Folder} cannot be read and is passed over; let the service's user read it, or take it out of the model folder")]
    public static partial void FolderUnreadable(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} leaves memory: {Reason}")]
    public static partial void Left(ILogger logger, string model, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "CV_USE_GPU is true and no GPU can run the model, so the service stops: {Reason}")]
    public static partial void NoGpu(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Model} cannot be used: {Reason}")]
    public static partial void Failed(ILogger logger, string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Model} serves on from its former file: {Reason}")]
    public static partial void ReplacementFailed(ILogger logger, string model, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The golden probe of model {Model} failed: {Reason}")]
    public static partial void Blind(ILogger logger, string model, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The models in {Folder} could not be looked at, it is tried again at the next look")]
    public static partial void ScanFailed(ILogger logger, string folder, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} runs of model {Model} took more than {Seconds} s and were ended")]
    public static partial void RunsTimedOut(ILogger logger, string model, int count, double seconds);
}
