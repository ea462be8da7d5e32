using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// Marks the endpoints that monitoring polls. They are excluded from traces, HTTP metrics and the OpenAPI document, and respond
/// on the metrics port and while the service drains.
/// </summary>
internal sealed class OperationalEndpoint
{
    /// <summary>The methods of these endpoints.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly OperationalEndpoint Plain = new();
    private static readonly OperationalEndpoint Detailed = new() { IsDetailed = true };

    /// <summary>True if the complete response describes the inside of the service.</summary>
    public bool IsDetailed { get; private init; }

    public static void Mark(IEndpointConventionBuilder endpoint, bool isDetailed = false) =>
        endpoint.WithMetadata(isDetailed ? Detailed : Plain).DisableHttpMetrics().AllowAnonymous().ExcludeFromDescription();
}
