namespace VisionSystem.Contracts;

/// <summary>Limits of a tenant or of an API key. Null is the default of the installation, 0 is no limit.</summary>
public sealed record CallerLimitValues
{
    /// <summary>The most requests per second; a burst may use those of one second at once.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>The most images that wait or run at the same time.</summary>
    public int? ConcurrentImages { get; init; }

    /// <summary>The most images per day, which begins at midnight UTC.</summary>
    public long? ImagesPerDay { get; init; }

    /// <summary>The most bytes of stored images. A tenant above it cannot record further images.</summary>
    public long? BytesKept { get; init; }
}

/// <summary>The state of a tenant as logging-service hands it to the services that authenticate callers.</summary>
/// <param name="Name">The tenant's name.</param>
/// <param name="IsSuspended">True if every request of the tenant is refused.</param>
/// <param name="IsFull">True if its stored images reached <see cref="CallerLimitValues.BytesKept"/>.</param>
/// <param name="Limits">Its limits; null for the defaults of the installation.</param>
public sealed record TenantEntry(string Name, bool IsSuspended, bool IsFull, CallerLimitValues? Limits)
{
    /// <summary>Differs between tenants that had the same name one after another; 0 for the first. Cached results are not shared between them.</summary>
    public long Generation { get; init; }
}
