namespace VisionSystem.Logging.Ingest;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Information, "Stored {Accepted} prediction(s), {Duplicates} were there already, {Images} photo(s) came along")]
    public static partial void BatchStored(ILogger logger, int accepted, int duplicates, int images);
}
