using VisionSystem.Logging.Predictions;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Storage;

/// <summary>
/// Keeps predictions, apart for each tenant. A tenant that was never written to reads as empty. Thread-safe. Tenant names are
/// valid when they get here (<see cref="TenantName.IsValid"/>).
/// </summary>
internal interface IPredictionStore
{
    /// <summary>
    /// Adds predictions of one tenant in one transaction: all or none, durable on return. One whose id is there already is
    /// left as it was stored first.
    /// </summary>
    /// <returns>How many were new.</returns>
    Task<int> AddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken);

    Task<Prediction?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first by (created_at, id), those after a place only.</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<IReadOnlyList<Prediction>> ListAsync(string tenant, PagePlace? after, int limit, CancellationToken cancellationToken);

    /// <summary>The format of a photo that one of the tenant's predictions names; null when none does.</summary>
    Task<string?> FindImageFormatAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>Commits a small write and says what the store looks like.</summary>
    /// <exception cref="Exception">The store cannot be written to.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}
