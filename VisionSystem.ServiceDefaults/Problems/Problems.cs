namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>The kinds of problems that every service can answer.</summary>
public static class Problems
{
    public static readonly ProblemKind InvalidParameters = new("invalid-parameters", 400, "Some parameters are not valid");
    public static readonly ProblemKind MalformedBody = new("malformed-body", 400, "The request cannot be read");
    public static readonly ProblemKind Unauthorized = new("unauthorized", 401, "Who calls is not known");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The caller may not do this");
    public static readonly ProblemKind ForeignHost = new("foreign-host", 403, "The host is not one of this service's");
    public static readonly ProblemKind ForeignOrigin = new("foreign-origin", 403, "Pages of this origin may not change anything");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is nothing here");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The method is not allowed here");
    public static readonly ProblemKind RequestTimeout = new("request-timeout", 408, "The request came too slowly");
    public static readonly ProblemKind Conflict = new("conflict", 409, "The request contradicts what is there");
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", 413, "The body is too large");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The content type is not accepted here");
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429, "Too many requests");
    public static readonly ProblemKind Internal = new("internal", 500, "The service failed");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "The service cannot do this now");
    public static readonly ProblemKind ShuttingDown = new("shutting-down", 503, "The service is shutting down");
}
