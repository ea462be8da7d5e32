using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Gives every answer its trace id, keeps polling out of the traces and the API off the metrics port.</summary>
internal sealed class RequestMiddleware(RequestDelegate next, MetricsPort metricsPort)
{
    public Task InvokeAsync(HttpContext context)
    {
        TraceIds.Announce(context);
        var isOperational = context.GetEndpoint()?.Metadata.GetMetadata<OperationalEndpoint>() is not null;
        if (isOperational && Activity.Current is { } activity)
        {
            // Exporters look at these two when the activity ends; children follow their parent.
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
