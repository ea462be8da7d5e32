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

    private static readonly OperationalEndpoint Instance = new();

    public static void Mark(IEndpointConventionBuilder endpoint) =>
        endpoint.WithMetadata(Instance).DisableHttpMetrics().ExcludeFromDescription();
}
