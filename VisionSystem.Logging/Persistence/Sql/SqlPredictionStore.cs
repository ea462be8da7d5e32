using System.Data.Common;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>The queries that both databases share. Subclasses open the tables of a tenant and write to them.</summary>
internal abstract class SqlPredictionStore(SqlDialect dialect) : IPredictionStore
{
    /// <summary>Maximum exact count, which takes a few milliseconds; larger results are estimated.</summary>
    private const int ExactCountLimit = 1000;

    private const int StreamPageSize = 100;

    private readonly StatsStatements _stats = new(dialect);
    private readonly DriftStatements _drift = new(dialect);
    private readonly ReviewStatements _reviews = new(dialect);

    public abstract Task<int> AddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken);

    public abstract Task RemoveBeforeAsync(string tenant, DateTimeOffset moment, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<string>> RemoveAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken);

    public abstract Task CreateTenantAsync(string tenant, CancellationToken cancellationToken);

    public abstract Task<bool> RemoveTenantAsync(string tenant, CancellationToken cancellationToken);

    public abstract Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);

    public async Task<Prediction?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var query = new SqlQuery("object_detections", PredictionReader.Select + "WHERE d.id = @id", ("@id", id));
        return (await ListAsync(tenant, query, row => PredictionReader.Read(row, dialect), cancellationToken)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<Prediction>> SearchAsync(
        string tenant, PredictionFilter filter, ResultPage page, CancellationToken cancellationToken) =>
        await ListAsync(tenant, SearchQuery.Page(filter, page), row => PredictionReader.Read(row, dialect), cancellationToken);

    public async Task<IReadOnlyList<Guid>> ListIdsAsync(
        string tenant, PredictionFilter filter, Guid? after, int limit, CancellationToken cancellationToken) =>
        await ListAsync(tenant, SearchQuery.Ids(filter, after, limit), row => dialect.ReadId(row, 0), cancellationToken);

    public async Task<PredictionTotal> CountAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken)
    {
        var found = await ListIdsAsync(tenant, filter, after: null, ExactCountLimit + 1, cancellationToken);
        if (found.Count <= ExactCountLimit)
        {
            return new PredictionTotal(found.Count, Exact: true);
        }

        var estimate = await EstimateAsync(tenant, filter, found, cancellationToken);
        return new PredictionTotal(Math.Max(found.Count, RoundToTwoDigits(estimate)), Exact: false);
    }

    public async Task<StatsRows> AggregateAsync(string tenant, DateTimeOffset from, DateTimeOffset to, int step, CancellationToken cancellationToken)
    {
        var latencies = ListAsync(tenant, _stats.Latencies(from, to, step), _stats.ReadLatency, cancellationToken);
        var classes = ListAsync(tenant, StatsStatements.Classes(from, to), StatsStatements.ReadClass, cancellationToken);
        var errors = ListAsync(tenant, _stats.FailedJobs(tenant, from, to, step), _stats.ReadFailedJobs, cancellationToken);
        await Task.WhenAll(latencies, classes, errors);
        return new StatsRows(await latencies, await classes, await errors);
    }

    public async Task<DriftCounts> SampleAsync(string tenant, DriftSpan span, CancellationToken cancellationToken)
    {
        var predictions = (await ListAsync(tenant, DriftStatements.Count(span), row => row.GetInt64(0), cancellationToken)).FirstOrDefault();
        var objects = await ListAsync(tenant, _drift.Objects(span, predictions), DriftStatements.ReadObjects, cancellationToken);
        var brightness = await ListAsync(tenant, DriftStatements.Brightness(span, predictions), DriftStatements.ReadBrightness, cancellationToken);
        return new DriftCounts(
            span,
            predictions,
            brightness.Sum(bin => bin.Count),
            objects,
            brightness.Where(bin => bin.Bin is not null).ToDictionary(bin => bin.Bin!.Value, bin => bin.Count));
    }

    public async Task<StreamCursor> NewestArrivalAsync(string tenant, CancellationToken cancellationToken)
    {
        var newest = await ListAsync(tenant, new SqlQuery("object_detections", dialect.NewestArrival), row => row.GetInt64(0), cancellationToken);
        return new StreamCursor(newest.SingleOrDefault(), Guid.Empty);
    }

    public async Task<StreamPage> ArrivalsAsync(string tenant, PredictionFilter filter, StreamCursor after, CancellationToken cancellationToken)
    {
        var query = new SqlQuery("object_detections", dialect.Arrivals, ("@position", after.Position), ("@after", after.Id), ("@limit", StreamPageSize));
        var cursors = await ListAsync(tenant, query, row => new StreamCursor(row.GetInt64(1), dialect.ReadId(row, 0)), cancellationToken);
        if (cursors.Count == 0)
        {
            return new StreamPage([], after, IsAll: true);
        }

        var ofPage = filter with { Ids = [.. cursors.Select(cursor => cursor.Id)] };
        var found = (await SearchAsync(tenant, ofPage, new ResultPage(After: null, StreamPageSize), cancellationToken)).ToDictionary(prediction => prediction.Id);
        return new StreamPage(
            [.. cursors.Where(cursor => found.ContainsKey(cursor.Id)).Select(cursor => (cursor, found[cursor.Id]))],
            cursors[^1],
            cursors.Count < StreamPageSize);
    }

    public async Task<bool> AddReviewAsync(string tenant, Guid id, Review review, CancellationToken cancellationToken) =>
        await UpdateAsync(tenant, _reviews.Add(id, review), cancellationToken) > 0;

    public async Task<IReadOnlyList<Review>> ListReviewsAsync(string tenant, Guid id, CancellationToken cancellationToken) =>
        (await ListAsync(tenant, ReviewStatements.List(id), ReviewStatements.ReadOne, cancellationToken)).SingleOrDefault() ?? [];

    public Task<T> ReadAllAsync<T>(string tenant, Func<T> start, Action<T, StoredPrediction> take, CancellationToken cancellationToken) => FoldAsync(
        tenant, ReviewStatements.ReadAll, start, (all, row) => take(all, new StoredPrediction(PredictionReader.Read(row, dialect), ReviewStatements.Read(row))), cancellationToken);

    public async Task<int> RestoreAsync(string tenant, IReadOnlyList<StoredPrediction> predictions, CancellationToken cancellationToken)
    {
        var added = await AddAsync(tenant, [.. predictions.Select(stored => stored.Prediction)], cancellationToken);
        foreach (var stored in predictions.Where(stored => stored.Reviews.Count > 0))
        {
            await UpdateAsync(tenant, _reviews.Restore(stored), cancellationToken);
        }

        return added;
    }

    public async Task<IReadOnlyList<string>> ClassesAsync(string tenant, CancellationToken cancellationToken) =>
        await ListTextAsync(tenant, ExportStatements.Classes, cancellationToken);

    public async Task<IReadOnlySet<string>> SharedImagesAsync(string tenant, IReadOnlyList<string> hashes, CancellationToken cancellationToken) =>
        hashes.Count == 0 ? new HashSet<string>() : (await ListTextAsync(tenant, ExportStatements.Shared(hashes), cancellationToken)).ToHashSet();

    public async Task<string?> FindImageFormatAsync(string tenant, string sha256, CancellationToken cancellationToken)
    {
        var query = new SqlQuery(
            "image_processing", "SELECT image_format FROM tenant.image_processing WHERE file_hash = @hash LIMIT 1", ("@hash", sha256));
        return (await ListTextAsync(tenant, query, cancellationToken)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<string>> ListImagesAsync(string tenant, string after, int limit, CancellationToken cancellationToken) =>
        await ListTextAsync(tenant, ImageStatements.List(after, limit), cancellationToken);

    public async Task<IReadOnlyList<string>> FindNamedImagesAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) =>
        await ListTextAsync(tenant, ImageStatements.Named(hashes), cancellationToken);

    public async Task<IReadOnlyList<Guid>> ListByImageAsync(string tenant, string sha256, int limit, CancellationToken cancellationToken) =>
        await ListIdsAsync(tenant, new PredictionFilter { Images = [sha256] }, after: null, limit, cancellationToken);

    public async Task<RemovalReport> ForecastRemovalAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken) =>
        (await ListAsync(tenant, RemovalStatements.Forecast(filter), RemovalStatements.ReadForecast, cancellationToken)).SingleOrDefault() ?? RemovalStatements.Nothing;

    public async Task<StoredUsage> MeasureAsync(string tenant, DateTimeOffset today, CancellationToken cancellationToken) =>
        (await ListAsync(tenant, ImageStatements.Measure(today), ImageStatements.ReadUsage, cancellationToken)).SingleOrDefault() ?? new StoredUsage(0, 0, 0, 0, null, null);

    public async Task<DateTimeOffset?> FindExcessAsync(string tenant, long bytes, CancellationToken cancellationToken) =>
        (await ListAsync(tenant, RemovalStatements.Excess(bytes), RemovalStatements.ReadExcess, cancellationToken)).Cast<DateTimeOffset?>().SingleOrDefault();

    /// <summary>Runs one query over the tables of a tenant and folds its rows into a result.</summary>
    /// <param name="tenant">Name of the tenant; a tenant without tables has no rows.</param>
    /// <param name="query">Statement and parameters.</param>
    /// <param name="start">Factory of the initial result. Called again if the query restarts after a lost connection.</param>
    /// <param name="take">Adds one row to the result.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    protected abstract Task<T> FoldAsync<T>(
        string tenant, SqlQuery query, Func<T> start, Action<T, DbDataReader> take, CancellationToken cancellationToken);

    /// <summary>Updates rows of an existing tenant in one transaction; durable on return.</summary>
    /// <returns>The number of updated rows; 0 for a tenant without tables.</returns>
    protected abstract Task<int> UpdateAsync(string tenant, SqlQuery statement, CancellationToken cancellationToken);

    /// <summary>Estimates the number of matching predictions.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="filter">Conditions.</param>
    /// <param name="newest">Ids of the newest matching predictions, newest first; older ones exist.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    protected abstract Task<double> EstimateAsync(string tenant, PredictionFilter filter, IReadOnlyList<Guid> newest, CancellationToken cancellationToken);

    protected Task<List<T>> ListAsync<T>(string tenant, SqlQuery query, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        FoldAsync(tenant, query, () => new List<T>(), (rows, row) => rows.Add(read(row)), cancellationToken);

    /// <summary>Runs a query with one text column.</summary>
    protected Task<List<string>> ListTextAsync(string tenant, SqlQuery query, CancellationToken cancellationToken) =>
        ListAsync(tenant, query, row => row.GetString(0), cancellationToken);

    /// <summary>Rounds to two significant digits, so that an estimate does not look like an exact count.</summary>
    private static long RoundToTwoDigits(double estimate)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, estimate))) - 1));
        return (long)(Math.Round(estimate / unit) * unit);
    }
}
