using VisionSystem.Inference.Detection;

namespace VisionSystem.Inference.Models;

internal static partial class Log
{
    [LoggerMessage(Message = "Execution provider {Provider} cannot run {Model}: {Reason}")]
    public static partial void ProviderFailed(ILogger logger, LogLevel level, string provider, string model, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} {Version} ({Family}) is ready on {Provider} after {Elapsed}")]
    public static partial void Loaded(ILogger logger, string model, string version, HeadFamily family, string provider, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} says that it takes any batch and fails with {Photos} photos, so it runs one by one: {Reason}")]
    public static partial void BatchFails(ILogger logger, string model, int photos, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is dynamically quantised and computes in {Arithmetic}: a run takes {IntegerMs:0.0} ms in integers, {FloatMs:0.0} ms in float32 (CV_QUANTIZED_ARITHMETIC)")]
    public static partial void ArithmeticChosen(ILogger logger, string model, string arithmetic, double integerMs, double floatMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Model}: {Note}")]
    public static partial void Noted(ILogger logger, string model, string note);

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
    public static partial void LookFailed(ILogger logger, string folder, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} runs of model {Model} took more than {Seconds} s and were ended")]
    public static partial void RunsTimedOut(ILogger logger, string model, int count, double seconds);
}
