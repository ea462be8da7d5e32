using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>The id of a request in traces and logs.</summary>
public static class TraceIds
{
    /// <summary>The response header that carries the id.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>The W3C trace id of a request, 32 hexadecimal digits; the server's request id if tracing is off.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The id.</returns>
    public static string Of(HttpContext context)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity ?? Activity.Current;
        return activity is { IdFormat: ActivityIdFormat.W3C } ? activity.TraceId.ToHexString() : context.TraceIdentifier;
    }

    internal static void AddTo(HttpContext context) => context.Response.Headers[Header] = Of(context);
}
