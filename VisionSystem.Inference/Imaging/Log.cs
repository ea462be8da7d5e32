namespace VisionSystem.Inference.Imaging;

/// <summary>What imaging writes to the log.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "{Format} is decoded by {Codec}")]
    public static partial void CodecInUse(ILogger logger, string format, string codec);

    [LoggerMessage(LogLevel.Information, "{Codec} is not installed; slower codecs take its place")]
    public static partial void CodecAbsent(ILogger logger, string codec);
}
