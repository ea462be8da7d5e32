using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Diagnostics;

/// <summary>Problem kinds specific to logging-service, in addition to those shared by all services.</summary>
internal static class LoggingProblems
{
    public static readonly ProblemKind MalformedBatch = new("malformed-batch", StatusCodes.Status400BadRequest, "The batch cannot be read");

    public static readonly ProblemKind InvalidBatch = new("invalid-batch", StatusCodes.Status400BadRequest, "The batch holds invalid predictions");

    public static readonly ProblemKind ImageMissing = new("image-missing", StatusCodes.Status422UnprocessableEntity, "A prediction's image is missing");

    public static readonly ProblemKind NothingDetected = new("nothing-detected", StatusCodes.Status422UnprocessableEntity, "There is no detection to export");

    public static readonly ProblemKind ImageHashMismatch = new("image-hash-mismatch", StatusCodes.Status422UnprocessableEntity, "An image is not what its name says");
}
