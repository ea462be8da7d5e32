using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>The problems of responses with a status of 400 and above and no body, such as unknown routes.</summary>
internal static class StatusProblems
{
    private const string SeeApi = "the API is described at /openapi/v1.json";

    public static ProblemResult Problem(HttpContext context) => context.Response.StatusCode switch
    {
        401 => Problems.Unauthorized.Result("The request needs valid credentials."),
        403 => Problems.Forbidden.Result("The credentials do not allow this."),
        404 => Problems.NotFound.Result($"No route matches {context.Request.Method} {context.Request.Path}; {SeeApi}."),
        405 => Problems.MethodNotAllowed.Result(MethodNotAllowed(context)),
        408 => Problems.RequestTimeout.Result("The request did not arrive in time; send it again."),
        409 => Problems.Conflict.Result("The request conflicts with the current state."),
        413 => Problems.BodyTooLarge.Result("The body is larger than the service accepts."),
        415 => UnsupportedMediaType(context),
        429 => Problems.TooManyRequests.Result("Too many requests; send them more slowly."),
        503 => Problems.Unavailable.Result("The service is unavailable; try again later."),
        >= 500 and var status => Internal() with { Kind = Problems.Internal with { Status = status } },
        var status => (Problems.MalformedBody with { Status = status }).Result($"The request cannot be read; {SeeApi}."),
    };

    // Without the cause, which can contain file, host and user names.
    public static ProblemResult Internal() =>
        Problems.Internal.Result("The service failed. Its log has the error under this trace id.");

    public static ProblemResult UnsupportedMediaType(HttpContext context) => Problems.UnsupportedMediaType.Result(
        string.IsNullOrEmpty(context.Request.ContentType)
            ? $"{context.Request.Path} requires a Content-Type; {SeeApi}."
            : $"{context.Request.Path} does not accept {context.Request.ContentType}; {SeeApi}.");

    private static string MethodNotAllowed(HttpContext context) =>
        $"{context.Request.Path} accepts {context.Response.Headers.Allow}, not {context.Request.Method}; {SeeApi}.";
}
