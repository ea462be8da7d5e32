namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>The problems of every service.</summary>
public static class Problems
{
    /// <summary>Parameters are unknown, out of range or contradictory.</summary>
    public static readonly ProblemKind InvalidParameters = new("invalid-parameters", 400, "Some parameters are not valid");

    /// <summary>The form, JSON or base64 of a request cannot be read.</summary>
    public static readonly ProblemKind MalformedBody = new("malformed-body", 400, "The request cannot be read");

    /// <summary>Credentials are missing or invalid.</summary>
    public static readonly ProblemKind Unauthorized = new("unauthorized", 401, "Unauthorized");

    /// <summary>The credentials do not permit the request.</summary>
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "Forbidden");

    /// <summary>The caller's tenant is suspended or being deleted.</summary>
    public static readonly ProblemKind TenantSuspended = new("tenant-suspended", 403, "The tenant is suspended");

    /// <summary>The <c>Host</c> of the request is not allowed.</summary>
    public static readonly ProblemKind ForeignHost = new("foreign-host", 403, "The host is not allowed");

    /// <summary>A page of another origin sent a state-changing request.</summary>
    public static readonly ProblemKind ForeignOrigin = new("foreign-origin", 403, "The origin is not allowed");

    /// <summary>The route or the resource does not exist.</summary>
    public static readonly ProblemKind NotFound = new("not-found", 404, "Not found");

    /// <summary>The route has other methods.</summary>
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The method is not allowed");

    /// <summary>The request did not arrive in time.</summary>
    public static readonly ProblemKind RequestTimeout = new("request-timeout", 408, "The request timed out");

    /// <summary>The request conflicts with the state of a resource.</summary>
    public static readonly ProblemKind Conflict = new("conflict", 409, "The request conflicts with the current state");

    /// <summary>The body exceeds the size limit.</summary>
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", 413, "The body is too large");

    /// <summary>The <c>Content-Type</c> is missing or not supported.</summary>
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The content type is not supported");

    /// <summary>The caller exceeds a rate limit.</summary>
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429, "Too many requests");

    /// <summary>An unexpected error of the service.</summary>
    public static readonly ProblemKind Internal = new("internal", 500, "The service failed");

    /// <summary>A dependency of the service is unreachable.</summary>
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "The service is unavailable");

    /// <summary>The service received a stop signal.</summary>
    public static readonly ProblemKind ShuttingDown = new("shutting-down", 503, "The service is shutting down");
}
