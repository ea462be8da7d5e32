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
