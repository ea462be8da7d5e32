namespace VisionSystem.Vision.Models;

/// <summary>The log events of models and their execution.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4101, Message = "Execution provider {Provider} cannot run {Model}: {Reason}")]
    public static partial void ProviderFailed(ILogger logger, LogLevel level, string provider, string model, string reason);

    [LoggerMessage(4102, LogLevel.Warning, "{Model} declares a dynamic batch but fails with {Images} images per run, so it runs {Fewer} at a time: {Reason}")]
    public static partial void BatchReduced(ILogger logger, string model, int images, int fewer, string reason);

    [LoggerMessage(4103, LogLevel.Information, "{Model} is dynamically quantised and computes in {Arithmetic}: a run takes {IntegerMs:0.0} ms with integers, {FloatMs:0.0} ms with float32 (CV_QUANTIZED_ARITHMETIC)")]
    public static partial void ArithmeticChosen(ILogger logger, string model, string arithmetic, double integerMs, double floatMs);

    [LoggerMessage(4104, LogLevel.Warning, "Model {Model}: {Note}")]
    public static partial void ModelNote(ILogger logger, string model, string note);
}
