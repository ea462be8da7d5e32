using VisionSystem.Vision.Decoders;

namespace VisionSystem.Inference.Models;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Model {Model} {Version} ({Family}) is ready on {Provider} after {Elapsed}")]
    public static partial void ModelLoaded(ILogger logger, string model, string version, HeadFamily family, string provider, TimeSpan elapsed);

    [LoggerMessage(3002, LogLevel.Warning, "The folder {Folder} cannot be read and is skipped; grant the service's user read access, or remove it from the model folder")]
    public static partial void FolderUnreadable(ILogger logger, string folder);

    [LoggerMessage(3003, LogLevel.Information, "Model {Model} was unloaded: {Reason}")]
    public static partial void ModelUnloaded(ILogger logger, string model, string reason);

    [LoggerMessage(3004, LogLevel.Critical, "CV_USE_GPU is true and no GPU can run the model, so the service stops: {Reason}")]
    public static partial void NoGpu(ILogger logger, string reason);

    [LoggerMessage(3005, LogLevel.Error, "Model {Model} cannot be used: {Reason}")]
    public static partial void LoadFailed(ILogger logger, string model, string reason);

    [LoggerMessage(3006, LogLevel.Error, "Model {Model} continues to serve its previous file: {Reason}")]
    public static partial void ReplacementFailed(ILogger logger, string model, string reason);

    [LoggerMessage(3007, LogLevel.Error, "The golden probe of model {Model} failed: {Reason}")]
    public static partial void ProbeFailed(ILogger logger, string model, string reason);

    [LoggerMessage(3008, LogLevel.Warning, "The scan of the models in {Folder} failed; the next scan tries again")]
    public static partial void ScanFailed(ILogger logger, string folder, Exception exception);

    [LoggerMessage(3009, LogLevel.Error, "{Count} runs of model {Model} exceeded {Seconds} s and were terminated")]
    public static partial void RunsTimedOut(ILogger logger, string model, int count, double seconds);
}
