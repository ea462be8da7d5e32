using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>
/// Stores predictions, separately for each tenant. A tenant without data reads as empty. Thread-safe. Callers validate tenant
/// names (<see cref="TenantName.IsValid"/>).
/// </summary>
internal interface IPredictionStore
{
    /// <summary>
    /// Adds predictions of one tenant in one transaction: all or none, durable on return. A prediction whose id already exists
    /// remains unchanged.
    /// </summary>
    /// <returns>The number of new predictions.</returns>
    Task<int> AddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken);

    Task<Prediction?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Returns a page of the matching predictions, in the order of their ids (<see cref="PredictionId"/>).</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="filter">Conditions.</param>
    /// <param name="page">Position, size and order of the page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<Prediction>> SearchAsync(string tenant, PredictionFilter filter, ResultPage page, CancellationToken cancellationToken);

    /// <summary>Returns the number of matching predictions: an exact count for small results, an estimate for large ones.</summary>
    Task<PredictionTotal> CountAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken);

    /// <summary>Aggregates the predictions of a time span per time step.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="from">Start of the span, inclusive, in milliseconds.</param>
    /// <param name="to">End of the span, exclusive.</param>
    /// <param name="step">Length of a step in minutes, a divisor of 60.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<StatsRows> AggregateAsync(string tenant, DateTimeOffset from, DateTimeOffset to, int step, CancellationToken cancellationToken);

    /// <summary>Counts the objects and the brightness of a sample of the predictions in a time span.</summary>
    Task<DriftCounts> SampleAsync(string tenant, DriftSpan span, CancellationToken cancellationToken);

    /// <summary>Returns the cursor after which future predictions will be stored.</summary>
    Task<StreamCursor> NewestArrivalAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Returns one page of the predictions that were stored after a cursor, in the order of storage.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="filter">Conditions.</param>
    /// <param name="after">Cursor, exclusive.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<StreamPage> ArrivalsAsync(string tenant, PredictionFilter filter, StreamCursor after, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the predictions before a time. Deleting complete months is fast. A store that cannot delete them because of
    /// concurrent reads fails, and deletes them at the next call.
    /// </summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="moment">Exclusive upper limit of the creation time, in milliseconds.</param>
    /// <param name="cancellationToken">Cancels between steps; completed steps remain in effect.</param>
    Task RemoveBeforeAsync(string tenant, DateTimeOffset moment, CancellationToken cancellationToken);

    /// <summary>Adds a review to a prediction as its newest review.</summary>
    /// <returns>False if the prediction does not exist.</returns>
    Task<bool> AddReviewAsync(string tenant, Guid id, Review review, CancellationToken cancellationToken);

    /// <summary>Returns all reviews of a prediction, oldest first.</summary>
    Task<IReadOnlyList<Review>> ListReviewsAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Folds a consistent snapshot of all predictions of a tenant into a result, in no particular order.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="start">Factory of the initial result. Called again if the read restarts after a lost connection.</param>
    /// <param name="take">Adds one prediction to the result.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<T> ReadAllAsync<T>(string tenant, Func<T> start, Action<T, StoredPrediction> take, CancellationToken cancellationToken);

    /// <summary>Adds predictions with their reviews. Existing predictions, and the reviews of those that have any, remain unchanged.</summary>
    /// <returns>The number of new predictions.</returns>
    Task<int> RestoreAsync(string tenant, IReadOnlyList<StoredPrediction> predictions, CancellationToken cancellationToken);

    /// <summary>Returns the classes with at least one detection, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ClassesAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Returns those of the given image hashes that have more than one prediction.</summary>
    Task<IReadOnlySet<string>> SharedImagesAsync(string tenant, IReadOnlyList<string> hashes, CancellationToken cancellationToken);

    /// <summary>Deletes predictions and their dependent rows in one transaction.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="ids">Ids of the predictions; unknown ids are ignored.</param>
    /// <param name="cancellationToken">Cancels the deletion; no prediction is deleted then.</param>
    /// <returns>The image hash of each deleted prediction; other predictions may reference the same image.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Returns the ids of the matching predictions, newest first.</summary>
    Task<IReadOnlyList<Guid>> ListIdsAsync(string tenant, PredictionFilter filter, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the matching predictions and the images that only they reference. The count is exact and can be slow.</summary>
    Task<RemovalReport> ForecastRemovalAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the time before which predictions must be deleted for the images of the tenant to fit into the given number of
    /// bytes, each image counted once; null if they fit already.
    /// </summary>
    Task<DateTimeOffset?> FindExcessAsync(string tenant, long bytes, CancellationToken cancellationToken);

    /// <summary>Returns the format of an image of the tenant; null if no prediction references it.</summary>
    Task<string?> FindImageFormatAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>Returns the tenants that have a database or a schema.</summary>
    Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken);

    /// <summary>Creates the database or the schema of a tenant if it is missing.</summary>
    Task CreateTenantAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Deletes the database or the schema of a tenant with everything in it.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="cancellationToken">Cancels between steps; completed steps remain in effect.</param>
    /// <returns>False if it does not exist.</returns>
    Task<bool> RemoveTenantAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Counts the predictions and the images of a tenant, each image once. The counts are exact and can be slow.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="today">Time from which predictions count as today's.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<StoredUsage> MeasureAsync(string tenant, DateTimeOffset today, CancellationToken cancellationToken);

    /// <summary>Returns one page of the distinct image hashes that predictions of the tenant reference, in ordinal order.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="after">Last hash of the previous page; empty for the first page.</param>
    /// <param name="limit">Maximum number of hashes.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<string>> ListImagesAsync(string tenant, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Returns those of the given image hashes that predictions of the tenant reference.</summary>
    Task<IReadOnlyList<string>> FindNamedImagesAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken);

    /// <summary>Returns the ids of predictions of an image, up to a limit.</summary>
    Task<IReadOnlyList<Guid>> ListByImageAsync(string tenant, string sha256, int limit, CancellationToken cancellationToken);

    /// <summary>Commits a small write and reports the state of the store.</summary>
    /// <exception cref="Exception">The store cannot be written to.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>The stored data of a tenant.</summary>
/// <param name="Predictions">Number of predictions.</param>
/// <param name="Images">Number of distinct images.</param>
/// <param name="Bytes">Bytes of these images.</param>
/// <param name="Today">Number of today's predictions.</param>
/// <param name="Oldest">Time of the oldest prediction; null for none.</param>
/// <param name="Newest">Time of the newest prediction; null for none.</param>
internal sealed record StoredUsage(long Predictions, long Images, long Bytes, long Today, DateTimeOffset? Oldest, DateTimeOffset? Newest);

/// <summary>A prediction with all of its reviews.</summary>
/// <param name="Prediction">The prediction.</param>
/// <param name="Reviews">Reviews, oldest first.</param>
internal sealed record StoredPrediction(Prediction Prediction, IReadOnlyList<Review> Reviews);

/// <summary>Aggregates of a time span.</summary>
internal sealed record StatsRows(IReadOnlyList<LatencyRow> Latencies, IReadOnlyList<ClassStats> Classes, IReadOnlyList<ErrorRow> Errors);

/// <summary>Predictions of one time step and one model with latencies in one bucket of <see cref="LatencyHistogram"/>.</summary>
internal readonly record struct LatencyRow(
    DateTimeOffset Start, string Model, string Version, int Bucket, long Predictions, long Detections, double SumMs, double MaxMs);

/// <summary>Number of failed jobs in one time step.</summary>
internal readonly record struct ErrorRow(DateTimeOffset Start, long Jobs);
