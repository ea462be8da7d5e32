using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Words for an answer of 400 and above that came without any: routes that are not there, wrong methods.</summary>
internal static class StatusProblems
{
    private const string SeeApi = "the API is described at /openapi/v1.json";

    public static ProblemResult Problem(HttpContext context) => context.Response.StatusCode switch
    {
        401 => Problems.Unauthorized.Result("The request needs valid credentials."),
        403 => Problems.Forbidden.Result("The credentials do not allow this."),
        404 => Problems.NotFound.Result($"There is no {context.Request.Method} {context.Request.Path} here; {SeeApi}."),
        405 => Problems.MethodNotAllowed.Result(MethodNotAllowed(context)),
        408 => Problems.RequestTimeout.Result("The request did not arrive in time; send it again."),
        409 => Problems.Conflict.Result("The request contradicts what is there."),
        413 => Problems.BodyTooLarge.Result("The body is larger than the service accepts."),
        415 => UnsupportedMediaType(context),
        429 => Problems.TooManyRequests.Result("Too many requests; slow down."),
        503 => Problems.Unavailable.Result("The service cannot answer now; try again later."),
        >= 500 and var status => Internal() with { Kind = Problems.Internal with { Status = status } },
        var status => (Problems.MalformedBody with { Status = status }).Result($"The request is not understood; {SeeApi}."),
    };

    // Says nothing of what went wrong: that can name files, hosts and people.
    public static ProblemResult Internal() =>
        Problems.Internal.Result("Something went wrong in the service. Its log tells more under this trace id.");

    public static ProblemResult UnsupportedMediaType(HttpContext context) => Problems.UnsupportedMediaType.Result(
        string.IsNullOrEmpty(context.Request.ContentType)
            ? $"{context.Request.Path} needs a Content-Type; {SeeApi}."
            : $"{context.Request.Path} does not accept {context.Request.ContentType}; {SeeApi}.");

    private static string MethodNotAllowed(HttpContext context) =>
        $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}; {SeeApi}.";
}
