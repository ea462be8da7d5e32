using Microsoft.AspNetCore.Builder;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>Declares how endpoints behave during shutdown.</summary>
public static class DrainExtensions
{
    /// <summary>
    /// Refuses new requests with 503 <c>shutting-down</c> after a stop signal; requests in progress are finished.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static TBuilder RefuseWhileDraining<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(RefusedWhileDraining.Instance);
}

/// <summary>Marks endpoints that refuse new requests during shutdown.</summary>
internal sealed class RefusedWhileDraining
{
    public static readonly RefusedWhileDraining Instance = new();
}
