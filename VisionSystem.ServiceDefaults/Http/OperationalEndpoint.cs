using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Marks the endpoints that machines poll: they are not traced, not measured, not in the API's description, and answer on
/// the metrics port and while the service drains.
/// </summary>
internal sealed class OperationalEndpoint
{
    private static readonly OperationalEndpoint Instance = new();

    public static void Mark(IEndpointConventionBuilder endpoint) =>
        endpoint.WithMetadata(Instance).DisableHttpMetrics().AllowAnonymous().ExcludeFromDescription();
}
