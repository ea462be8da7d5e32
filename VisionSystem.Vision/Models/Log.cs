namespace VisionSystem.Vision.Models;

internal static partial class Log
{
    [LoggerMessage(Message = "Execution provider {Provider} cannot run {Model}: {Reason}")]
    public static partial void ProviderFailed(ILogger logger, LogLevel level, string provider, string model, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} says that it takes any batch and fails with {Images} images, so it runs one by one: {Reason}")]
    public static partial void BatchFails(ILogger logger, string model, int images, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Model} is dynamically quantised and computes in {Arithmetic}: a run takes {IntegerMs:0.0} ms in integers, {FloatMs:0.0} ms in float32 (CV_QUANTIZED_ARITHMETIC)")]
    public static partial void ArithmeticChosen(ILogger logger, string model, string arithmetic, double integerMs, double floatMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Model}: {Note}")]
    public static partial void Noted(ILogger logger, string model, string note);
}
