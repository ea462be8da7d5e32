using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Adds the trace id to every response, excludes polling from the traces, and hides the API on the metrics port.</summary>
internal sealed class RequestMiddleware(RequestDelegate next, MetricsPort metricsPort)
{
    public Task InvokeAsync(HttpContext context)
    {
        TraceIds.AddTo(context);
        var isOperational = context.GetEndpoint()?.Metadata.GetMetadata<OperationalEndpoint>() is not null;
        if (isOperational && Activity.Current is { } activity)
        {
            // Exporters check these two when the activity ends; child activities inherit them.
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            activity.IsAllDataRequested = false;
        }
        else if (!isOperational && metricsPort.IsOnly(context.Connection.LocalPort))
        {
            context.SetEndpoint(null);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
