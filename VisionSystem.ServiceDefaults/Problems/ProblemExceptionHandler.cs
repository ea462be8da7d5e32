using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Responds to an exception that no handler has caught with the problem that it is.</summary>
internal sealed class ProblemExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The response was cleared, its headers too.
        TraceIds.Announce(httpContext);
        await ProblemOf(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemResult ProblemOf(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException unreadable:
                return UnreadableRequest.Problem(context, unreadable);
            case ProblemException known:
                return known.ToResult();
            default:
                Activity.Current?.AddException(exception);
                return ProblemResult.Unexpected(exception);
        }
    }
}

/// <summary>
/// What keeps a request from being done, where it is too deep down to be a handler's answer. Thrown by a handler, it is
/// answered as the problem it is.
/// </summary>
/// <param name="kind">Which problem.</param>
/// <param name="detail">What is wrong this time and what to do about it. Shown to the client.</param>
/// <param name="retryAfter">When to try again.</param>
/// <param name="cause">What led to it.</param>
public class ProblemException(ProblemKind kind, string detail, TimeSpan? retryAfter = null, Exception? cause = null) : Exception(detail, cause)
{
    public ProblemResult ToResult() => kind.Result(Message, retryAfter: retryAfter);
}
