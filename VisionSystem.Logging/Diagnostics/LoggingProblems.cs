using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Diagnostics;

/// <summary>Problem kinds specific to logging-service, in addition to those shared by all services.</summary>
internal static class LoggingProblems
{
    public static readonly ProblemKind MalformedBatch = new("malformed-batch", StatusCodes.Status400BadRequest, "The batch is malformed");

    public static readonly ProblemKind InvalidBatch = new("invalid-batch", StatusCodes.Status400BadRequest, "The batch contains invalid predictions");

    public static readonly ProblemKind ImageMissing = new("image-missing", StatusCodes.Status422UnprocessableEntity, "A prediction's image is missing");

    public static readonly ProblemKind NothingDetected = new("nothing-detected", StatusCodes.Status422UnprocessableEntity, "The export contains no detections");

    public static readonly ProblemKind ImageHashMismatch = new("image-hash-mismatch", StatusCodes.Status422UnprocessableEntity, "An image's hash does not match its name");
}
