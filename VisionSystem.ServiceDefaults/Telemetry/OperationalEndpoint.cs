using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// Marks the endpoints that machines poll: they are not traced, not measured, not in the API's description, and answer on
/// the metrics port and while the service drains.
/// </summary>
internal sealed class OperationalEndpoint
{
    /// <summary>The methods of these endpoints.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly OperationalEndpoint Instance = new();

    public static void Mark(IEndpointConventionBuilder endpoint) =>
        endpoint.WithMetadata(Instance).DisableHttpMetrics().ExcludeFromDescription();
}
