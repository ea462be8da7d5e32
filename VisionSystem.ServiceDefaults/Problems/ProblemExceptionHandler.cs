using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Converts exceptions that no handler caught to problem responses.</summary>
internal sealed class ProblemExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The middleware has cleared the response headers.
        TraceIds.AddTo(httpContext);
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
/// A problem found below the handlers, where it cannot be returned as a result. The service responds with the problem.
/// </summary>
/// <param name="kind">The kind of problem.</param>
/// <param name="detail">The cause and the remedy in this case; visible to the client.</param>
/// <param name="retryAfter">The time after which to try again; null for none.</param>
/// <param name="cause">The underlying exception; null for none.</param>
public class ProblemException(ProblemKind kind, string detail, TimeSpan? retryAfter = null, Exception? cause = null) : Exception(detail, cause)
{
    /// <summary>The problem as a result.</summary>
    /// <returns>The result.</returns>
    public ProblemResult ToResult() => kind.Result(Message, retryAfter: retryAfter);
}
