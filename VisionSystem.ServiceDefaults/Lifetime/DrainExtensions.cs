using Microsoft.AspNetCore.Builder;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>How endpoints take part in the shutdown.</summary>
public static class DrainExtensions
{
    /// <summary>
    /// New requests to these endpoints are answered 503 <c>shutting-down</c> once the process was told to stop; requests
    /// in progress are finished.
    /// </summary>
    public static TBuilder RefuseWhileDraining<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(RefusedWhileDraining.Instance);
}

/// <summary>Marks endpoints that begin new work.</summary>
internal sealed class RefusedWhileDraining
{
    public static readonly RefusedWhileDraining Instance = new();
}
