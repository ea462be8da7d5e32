namespace VisionSystem.Contracts;

/// <summary>The states of a tenant.</summary>
public static class TenantState
{
    /// <summary>Requests are accepted.</summary>
    public const string Active = "active";

    /// <summary>Every request is refused; the data remain stored.</summary>
    public const string Suspended = "suspended";

    /// <summary>Every request is refused while the data are deleted.</summary>
    public const string Deleting = "deleting";
}

/// <summary>A tenant.</summary>
public record TenantInfo
{
    /// <summary>The name, see <see cref="TenantName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="TenantState"/>.</summary>
    public required string State { get; init; }

    /// <summary>The time of creation, UTC; null for a tenant that was created by its first prediction or key.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The limits; null for those of the installation.</summary>
    public CallerLimitValues? Limits { get; init; }

    /// <summary>True if the stored images reached <see cref="CallerLimitValues.BytesKept"/>: new images are not recorded.</summary>
    public bool IsFull { get; init; }
}

/// <summary>A tenant with the data that it owns.</summary>
public sealed record TenantDetails : TenantInfo
{
    /// <summary>The data that the tenant owns.</summary>
    public required TenantUsage Usage { get; init; }

    /// <summary>The number of stored images that an unfinished deletion has deleted.</summary>
    public long ImagesDeleted { get; init; }
}

/// <summary>The data that a tenant owns.</summary>
/// <param name="Predictions">The number of predictions.</param>
/// <param name="Images">The number of distinct images.</param>
/// <param name="BytesKept">The bytes of these images, before encryption.</param>
/// <param name="ImagesToday">The number of predictions since midnight UTC.</param>
/// <param name="Keys">The number of API keys, with revoked and expired ones.</param>
/// <param name="Oldest">The time of the oldest prediction; null for none.</param>
/// <param name="Newest">The time of the newest prediction; null for none.</param>
public sealed record TenantUsage(
    long Predictions, long Images, long BytesKept, long ImagesToday, long Keys, DateTimeOffset? Oldest, DateTimeOffset? Newest);

/// <summary>All tenants, by name.</summary>
public sealed record TenantList(IReadOnlyList<TenantInfo> Tenants);

/// <summary>The request to create a tenant.</summary>
public sealed record TenantRequest
{
    /// <summary>The name, see <see cref="TenantName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The limits; null for those of the installation.</summary>
    public CallerLimitValues? Limits { get; init; }
}

/// <summary>The deletion of a tenant, or its forecast.</summary>
/// <param name="DryRun">True if nothing is deleted.</param>
/// <param name="State">The state of the tenant, one of <see cref="TenantState"/>.</param>
/// <param name="Predictions">The number of predictions that are deleted, with their reviews.</param>
/// <param name="Images">The number of distinct images that are deleted.</param>
/// <param name="BytesKept">The bytes of these images, before encryption.</param>
/// <param name="Keys">The number of API keys that are deleted.</param>
/// <param name="ImagesDeleted">The number of stored images that an unfinished deletion has deleted.</param>
public sealed record TenantRemovalReport(bool DryRun, string State, long Predictions, long Images, long BytesKept, long Keys, long ImagesDeleted);
