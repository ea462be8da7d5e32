using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// Turns what goes wrong outside the handlers into problem+json: unhandled exceptions, requests that cannot be read, and
/// answers of 400 and above that have no body.
/// </summary>
internal sealed class ProblemMiddleware(RequestDelegate next)
{
    // nginx's "client closed request": nobody reads it, but logs and metrics tell it from a failure.
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && IsAbort(exception))
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }

            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
            return;
        }

        if (IsBareError(context.Response))
        {
            await BareStatus.Problem(context).ExecuteAsync(context);
        }
    }

    private static Task AnswerAsync(HttpContext context, Exception exception)
    {
        context.Response.Clear();
        TraceIds.Announce(context);
        if (exception is BadHttpRequestException unreadable)
        {
            return UnreadableRequest.Problem(context, unreadable).ExecuteAsync(context);
        }

        if (exception is ProblemException known)
        {
            return known.ToResult().ExecuteAsync(context);
        }

        Activity.Current?.AddException(exception);
        return (BareStatus.Internal() with { Cause = exception }).ExecuteAsync(context);
    }

    private static bool IsAbort(Exception exception) => exception is OperationCanceledException or IOException;

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 } && string.IsNullOrEmpty(response.ContentType)
        && response.StatusCode != ClientClosedRequest;
}
