using Npgsql;
using Polly;
using Polly.Retry;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// Runs work over pooled connections. Work that fails because of a lost connection (a restart of the database leaves a pool of
/// dead connections) runs once more over a new connection, so it must be idempotent.
/// </summary>
internal sealed class PostgresDatabase(NpgsqlDataSource source, StoreOptions options, TimeProvider time, ILogger<PostgresDatabase> logger) : IDisposable
{
    /// <summary>
    /// Bounds the wait for a connection. Npgsql has one timeout for this wait and for connecting, so the wait happens here: after
    /// it, the pool has a free connection or room for a new one. Polly's limiter bounds the number of waiters, not their time.
    /// </summary>
    private readonly SemaphoreSlim _connectionSlots = new(PostgresConnection.PoolSizeOf(source));

    private readonly TimeSpan _slotTimeout = TimeSpan.FromSeconds(options.Pool.TimeoutSeconds ?? PoolOptions.DefaultTimeoutSeconds);

    private readonly ResiliencePipeline _retryOnce = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.Zero,
            ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(IsLostConnection),
            OnRetry = _ =>
            {
                source.Clear();
                return default;
            },
        })
        .Build();

    /// <summary>Host, port and database, without secrets.</summary>
    public string Location { get; } = PostgresConnection.LocationOf(source);

    /// <exception cref="StoreUnavailableException">The database is unavailable.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _retryOnce.ExecuteAsync(
                static async (call, token) => await call.Database.TryAsync(call.Work, token), (Database: this, Work: work), cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.IsTransient || IsLostConnection(exception))
        {
            throw Unavailable(exception);
        }
    }

    public void Dispose() => _connectionSlots.Dispose();

    private async Task<T> TryAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!await _connectionSlots.WaitAsync(_slotTimeout, cancellationToken))
        {
            throw Unavailable($"no connection to the database at {Location} became free within {_slotTimeout.TotalSeconds} s: raise CV_DATABASE_POOL_SIZE or CV_DATABASE_POOL_TIMEOUT", cause: null);
        }

        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await work(connection, cancellationToken);
        }
        finally
        {
            _connectionSlots.Release();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Logs the reason and creates the exception for an unavailable database.</summary>
    public StoreUnavailableException Unavailable(string reason, Exception? cause)
    {
        Log.DatabaseFails(logger, reason);
        return new StoreUnavailableException(reason, cause);
    }

    private StoreUnavailableException Unavailable(Exception cause) => Unavailable($"the database at {Location} is unavailable: {ServerVerifier.ReasonOf(cause)}", cause);

    /// <summary>Excludes timeouts: slow work is not repeated.</summary>
    private static bool IsLostConnection(NpgsqlException exception) =>
        exception.InnerException is IOException or System.Net.Sockets.SocketException or ObjectDisposedException
        || exception is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.DeadlockDetected };
}
