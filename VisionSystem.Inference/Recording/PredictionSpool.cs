using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// The durable queue between inference and logging-service. One writer commits the writes of all requests that arrived during the
/// previous flush (group commit), so they share one flush.
/// </summary>
internal sealed class PredictionSpool : IAsyncDisposable
{
    private const int MaxCommitSize = 256;

    /// <summary>The interval of probes after a failed write.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly SpoolFile _file;
    private readonly RecordingOptions _options;
    private readonly ILogger<PredictionSpool> _logger;
    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _arrivals = new(0, 1);
    private readonly Task _writer;
    private long _count;
    private long _bytes;
    private long _last;
    private long _delivered;
    private long _unwritten;
    private string? _fault;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PredictionSpool(RecordingOptions options, ILogger<PredictionSpool> logger)
    {
        (_options, _logger) = (options, logger);
        _file = Open(System.IO.Path.GetFullPath(options.Path));
        (_count, _bytes, _last) = _file.Measure();
        _delivered = _count == 0 ? _last : 0;
        RecordingTelemetry.Observe(this);
        _writer = Task.Run(WriteAsync);
        if (_count > 0)
        {
            Log.SpoolResumed(logger, _count, _file.Path);
            _arrivals.Release();
        }
    }

    public string Path => _file.Path;

    public string Folder => _file.Folder;

    /// <summary>The number of predictions awaiting delivery.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Bytes of the predictions awaiting delivery, including images.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsFull => Bytes >= _options.MaxSize.Bytes;

    /// <summary>The reason of the last write failure; null after a successful write.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The reason why predictions are rejected now; null if they are accepted.</summary>
    public string? Refusal => Fault ?? (IsFull ? "the spool is full" : null);

    /// <summary>Adds a prediction. The task completes with true when it is written, with false if it could not be.</summary>
    /// <param name="entry">The prediction.</param>
    /// <param name="flush">Whether to flush it to disk before the task completes.</param>
    public Task<bool> AddAsync(SpoolEntry entry, bool flush = true)
    {
        var write = new Write(entry, flush, null, null);
        Interlocked.Add(ref _bytes, entry.Bytes);
        if (!_writes.Writer.TryWrite(write))
        {
            Interlocked.Add(ref _bytes, -entry.Bytes);
            return Task.FromResult(false);
        }

        return write.Done.Task;
    }

    /// <summary>Deletes delivered predictions, or, with a reason, quarantines permanently rejected ones.</summary>
    public Task<bool> RemoveAsync(IReadOnlyList<SpooledPrediction> predictions, string? rejection = null)
    {
        var write = new Write(null, true, predictions, rejection);
        return _writes.Writer.TryWrite(write) ? write.Done.Task : Task.FromResult(false);
    }

    public IReadOnlyList<SpooledPrediction> Oldest(int maxCount, long maxBytes) => _file.Oldest(maxCount, maxBytes);

    /// <inheritdoc cref="SpoolFile.CopyImageAsync"/>
    public Task CopyImageAsync(long number, Stream target, CancellationToken cancellationToken) => _file.CopyImageAsync(number, target, cancellationToken);

    /// <summary>Waits for new predictions; may complete without any.</summary>
    public Task WaitForArrivalAsync(CancellationToken cancellationToken) => _arrivals.WaitAsync(cancellationToken);

    /// <summary>
    /// Waits for the delivery of all predictions that are on disk now, so that a caller can read its own writes. False if the
    /// deadline passed first.
    /// </summary>
    public async Task<bool> WaitUntilDeliveredAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var target = Volatile.Read(ref _last);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(deadline);
        try
        {
            while (true)
            {
                var progress = Volatile.Read(ref _progress).Task;
                if (Count == 0 || Volatile.Read(ref _delivered) >= target)
                {
                    return true;
                }

                await progress.WaitAsync(timeout.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writer;
        _file.Dispose();
        _arrivals.Dispose();
    }

    /// <exception cref="ConfigurationException">The spool cannot be opened.</exception>
    private static SpoolFile Open(string folder)
    {
        try
        {
            return SpoolFile.OpenFirstFree(folder);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            var reason = DiskFault.Of(folder) ?? DiskFault.Describe(exception);
            throw new ConfigurationException([$"CV_SPOOL_PATH: the spool in {folder} cannot be opened: {reason}. Correct this, or set another folder."]);
        }
    }

    private async Task WriteAsync()
    {
        var group = new List<Write>(MaxCommitSize);
        while (await WaitForWritesAsync())
        {
            while (group.Count < MaxCommitSize && _writes.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            Commit(group);
            group.Clear();
        }
    }

    /// <summary>Waits for writes; false after disposal. Probes the disk meanwhile if the last write failed.</summary>
    private async Task<bool> WaitForWritesAsync()
    {
        while (_fault is not null)
        {
            using var pause = new CancellationTokenSource(ProbeInterval);
            try
            {
                return await _writes.Reader.WaitToReadAsync(pause.Token);
            }
            catch (OperationCanceledException)
            {
                Probe();
            }
        }

        return await _writes.Reader.WaitToReadAsync();
    }

    private void Probe()
    {
        try
        {
            _file.Probe(_unwritten);
            Resume();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Commits a group; if that fails, only its deletions, because they free space.</summary>
    private void Commit(List<Write> group)
    {
        if (TryCommit(group))
        {
            CompleteAll(group, committed: true);
            return;
        }

        var removals = group.FindAll(static write => write.Entry is null);
        CompleteAll(removals, removals.Count > 0 && removals.Count < group.Count && TryCommit(removals));
        CompleteAll(group.FindAll(static write => write.Entry is not null), committed: false);
    }

    private void CompleteAll(List<Write> group, bool committed)
    {
        foreach (var write in group)
        {
            if (write.Entry is { } entry)
            {
                Account(committed ? 1 : 0, committed ? 0 : -entry.Bytes);
            }
            else if (committed)
            {
                Account(-write.Removed!.Count, -write.Removed.Sum(removed => removed.Bytes));
                Volatile.Write(ref _delivered, Math.Max(_delivered, write.Removed.Max(removed => removed.Number)));
            }

            write.Done.SetResult(committed);
        }

        Interlocked.Exchange(ref _progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (committed && group.Exists(write => write.Entry is not null) && _arrivals.CurrentCount == 0)
        {
            _arrivals.Release();
        }
    }

    private bool TryCommit(List<Write> group)
    {
        try
        {
            if (group.Sum(static write => write.Entry?.Bytes ?? 0) is > 0 and var added)
            {
                _file.RequireSpace(added);
            }

            using var transaction = _file.BeginTransaction(group.Exists(static write => write.Flush));
            var last = _last;
            foreach (var write in group)
            {
                if (write.Entry is { } entry)
                {
                    last = _file.Insert(entry, transaction);
                }

                foreach (var removed in write.Removed ?? [])
                {
                    if (write.Reason is { } reason)
                    {
                        _file.Quarantine(removed.Number, reason, transaction);
                    }
                    else
                    {
                        _file.Delete(removed.Number, transaction);
                    }
                }
            }

            transaction.Commit();
            Volatile.Write(ref _last, last);
            if (group.Exists(static write => write.Entry is not null))
            {
                Resume();
            }

            return true;
        }
        catch (Exception e)
        {
            // Any exception: the waiting callers must be notified, and later writes must continue.
            RecordingTelemetry.WriteFailed();
            _unwritten = group.Max(static write => write.Entry?.Bytes ?? 0);
            Fail(e);
            return false;
        }
    }

    private void Fail(Exception exception)
    {
        if (exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT })
        {
            // The row is at fault, not the disk.
            Log.RowRejected(_logger, _file.Path, exception);
            return;
        }

        var reason = _file.Explain(exception);
        if (Interlocked.Exchange(ref _fault, reason) != reason)
        {
            Log.WriteFailed(_logger, _file.Path, reason, exception);
        }
    }

    private void Resume()
    {
        if (Interlocked.Exchange(ref _fault, null) is not null)
        {
            Log.WriteResumed(_logger, _file.Path);
        }
    }

    private void Account(long count, long bytes)
    {
        Interlocked.Add(ref _count, count);
        Interlocked.Add(ref _bytes, bytes);
    }

    private sealed record Write(SpoolEntry? Entry, bool Flush, IReadOnlyList<SpooledPrediction>? Removed, string? Reason)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
