namespace VisionSystem.Vision.Imaging;

/// <summary>The log events of imaging.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "{Format} is decoded by {Codec}")]
    public static partial void CodecInUse(ILogger logger, string format, string codec);

    [LoggerMessage(4002, LogLevel.Information, "{Reason}: libvips decodes JPEG instead and takes about 50 % longer. {Remedy}")]
    public static partial void TurboJpegMissing(ILogger logger, string reason, string remedy);
}
