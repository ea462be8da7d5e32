namespace VisionSystem.Vision.Imaging;

/// <summary>What imaging writes to the log.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "{Format} is decoded by {Codec}")]
    public static partial void CodecInUse(ILogger logger, string format, string codec);

    [LoggerMessage(LogLevel.Information, "{Reason}: libvips decodes JPEG, which takes half as long again. {Remedy}")]
    public static partial void TurboJpegAbsent(ILogger logger, string reason, string remedy);
}
