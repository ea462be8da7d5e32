using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

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

    /// <summary>The predictions that a filter means, in the order of their ids (<see cref="PredictionId"/>).</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="page">Which part of them.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<IReadOnlyList<Prediction>> SearchAsync(string tenant, PredictionFilter filter, ResultPage page, CancellationToken cancellationToken);

    /// <summary>How many predictions a filter means: counted where they are few, estimated where they are many.</summary>
    Task<PredictionTotal> CountAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken);

    /// <summary>Adds up the predictions of a span of time, step by step.</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="from">Where the span begins, to the millisecond.</param>
    /// <param name="to">Where it ends, not included.</param>
    /// <param name="step">Minutes of a step, a part of the hour.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    Task<StatsRows> AddUpAsync(string tenant, DateTimeOffset from, DateTimeOffset to, int step, CancellationToken cancellationToken);

    /// <summary>Counts what a sample of a span's predictions shows.</summary>
    Task<DriftCounts> SampleAsync(string tenant, DriftSpan span, CancellationToken cancellationToken);

    /// <summary>The place after which predictions arrive that are not there yet.</summary>
    Task<StreamCursor> NewestArrivalAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>What has been stored after a place, in the order in which it was; a piece of it where it is much.</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="after">The place.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<StreamPage> ArrivalsAsync(string tenant, PredictionFilter filter, StreamCursor after, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the predictions of before a moment. Where whole months go it is quick; a store that cannot do it at once for
    /// others that read does it when it is asked again.
    /// </summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="moment">What was made from this millisecond on stays.</param>
    /// <param name="cancellationToken">Stops between steps; what is removed by then is removed.</param>
    Task RemoveBeforeAsync(string tenant, DateTimeOffset moment, CancellationToken cancellationToken);

    /// <summary>Adds a review to those of a prediction; it is the newest from then on.</summary>
    /// <returns>False when there is no such prediction.</returns>
    Task<bool> AddReviewAsync(string tenant, Guid id, Review review, CancellationToken cancellationToken);

    /// <summary>All reviews of a prediction, oldest first.</summary>
    Task<IReadOnlyList<Review>> ListReviewsAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Takes in all of a tenant's predictions, as they are at one moment, in no order.</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="start">What they are taken into. Called again where a lost connection makes the read begin anew.</param>
    /// <param name="take">Takes one in.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<T> ReadAllAsync<T>(string tenant, Func<T> start, Action<T, StoredPrediction> take, CancellationToken cancellationToken);

    /// <summary>Adds predictions with their reviews. What is there already is left as it is, and so are its reviews if it has any.</summary>
    /// <returns>How many predictions were new.</returns>
    Task<int> RestoreAsync(string tenant, IReadOnlyList<StoredPrediction> predictions, CancellationToken cancellationToken);

    /// <summary>The classes of which anything was seen, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ClassesAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Which of some images, by hash, have more than one prediction.</summary>
    Task<IReadOnlySet<string>> SharedImagesAsync(string tenant, IReadOnlyList<string> hashes, CancellationToken cancellationToken);

    /// <summary>Removes predictions and all that belongs to them, in one transaction.</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="ids">Which of them; those that are not there do not matter.</param>
    /// <param name="cancellationToken">Stops it; nothing is removed then.</param>
    /// <returns>The hash of each removed prediction's image, which others may still name.</returns>
    Task<IReadOnlyList<string>> RemoveAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>The ids of the predictions that a filter means, newest first.</summary>
    Task<IReadOnlyList<Guid>> ListIdsAsync(string tenant, PredictionFilter filter, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the predictions that a filter means, and the images that only those name. Takes as long as it takes.</summary>
    Task<RemovalReport> ForecastRemovalAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// The millisecond up to which the oldest predictions would have to go for the tenant's images to take no more than so
    /// many bytes, each counted once; null when they do not.
    /// </summary>
    Task<DateTimeOffset?> FindExcessAsync(string tenant, long bytes, CancellationToken cancellationToken);

    /// <summary>The format of an image that one of the tenant's predictions names; null when none does.</summary>
    Task<string?> FindImageFormatAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>The tenants that predictions can be kept for without anything being made first.</summary>
    Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken);

    /// <summary>The hashes of the images that the tenant's predictions name, each once, in ordinal order.</summary>
    /// <param name="tenant">Whose predictions.</param>
    /// <param name="after">The last one of the page before; empty for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    Task<IReadOnlyList<string>> ListImagesAsync(string tenant, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Those of some images that the tenant's predictions name.</summary>
    Task<IReadOnlyList<string>> FindNamedImagesAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken);

    /// <summary>The ids of some predictions on an image, at most so many.</summary>
    Task<IReadOnlyList<Guid>> ListByImageAsync(string tenant, string sha256, int limit, CancellationToken cancellationToken);

    /// <summary>Commits a small write and says what the store looks like.</summary>
    /// <exception cref="Exception">The store cannot be written to.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}
