using System.Threading.Channels;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// The durable queue between inference and logging-service. Writes of all requests go through one writer that commits
/// whatever has gathered while the last commit was flushed (group commit), so a flush is shared by all who wait for it.
/// </summary>
internal sealed class PredictionSpool : IAsyncDisposable
{
    private const int MostPerCommit = 256;
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
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PredictionSpool(RecordingOptions options, ILogger<PredictionSpool> logger)
    {
        (_options, _logger) = (options, logger);
        _file = SpoolFile.OpenFirstFree(System.IO.Path.GetFullPath(options.Path));
        (_count, _bytes, _last) = _file.Measure();
        _delivered = _count == 0 ? _last : 0;
        RecordingTelemetry.Observe(this);
        _writer = Task.Run(WriteAsync);
        if (_count > 0)
        {
            Log.TakenUp(logger, _count, _file.Path);
            _arrivals.Release();
        }
    }

    public string Path => _file.Path;

    /// <summary>Predictions that wait for logging-service.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Bytes of those predictions and their photos.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsFull => Bytes >= _options.MaxSize.Bytes;

    /// <summary>Takes a prediction in. The task ends when it is on disk: true, or false when it could not be written.</summary>
    public Task<bool> AddAsync(SpoolEntry entry)
    {
        var write = new Write(entry, null, null);
        Interlocked.Add(ref _bytes, entry.Bytes);
        if (!_writes.Writer.TryWrite(write))
        {
            Interlocked.Add(ref _bytes, -entry.Bytes);
            return Task.FromResult(false);
        }

        return write.Done.Task;
    }

    /// <summary>Forgets what logging-service has taken, or, with a reason, sets aside what it refused for good.</summary>
    public Task<bool> RemoveAsync(IReadOnlyList<SpooledPrediction> predictions, string? refusedBecause = null)
    {
        var write = new Write(null, predictions, refusedBecause);
        return _writes.Writer.TryWrite(write) ? write.Done.Task : Task.FromResult(false);
    }

    public IReadOnlyList<SpooledPrediction> Oldest(int most, long mostBytes) => _file.Oldest(most, mostBytes);

    /// <inheritdoc cref="SpoolFile.CopyImageAsync"/>
    public Task CopyImageAsync(long number, Stream target, CancellationToken cancellationToken) => _file.CopyImageAsync(number, target, cancellationToken);

    /// <summary>Waits until there may be something to send.</summary>
    public Task WaitForArrivalAsync(CancellationToken cancellationToken) => _arrivals.WaitAsync(cancellationToken);

    /// <summary>
    /// Waits until all that is on disk now has left, so that who asks for predictions finds the ones just made.
    /// False when the deadline passed first.
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

    private async Task WriteAsync()
    {
        var group = new List<Write>(MostPerCommit);
        while (await _writes.Reader.WaitToReadAsync())
        {
            while (group.Count < MostPerCommit && _writes.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Write> group)
    {
        var committed = TryCommit(group);
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
            using var transaction = _file.Begin();
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
                        _file.Refuse(removed.Number, reason, transaction);
                    }
                    else
                    {
                        _file.Delete(removed.Number, transaction);
                    }
                }
            }

            transaction.Commit();
            Volatile.Write(ref _last, last);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it was: who waits has to be told, and the next ones still written.
            RecordingTelemetry.WriteFailed();
            Log.WriteFailed(_logger, _file.Path, e);
            return false;
        }
    }

    private void Account(long count, long bytes)
    {
        Interlocked.Add(ref _count, count);
        Interlocked.Add(ref _bytes, bytes);
    }

    private sealed record Write(SpoolEntry? Entry, IReadOnlyList<SpooledPrediction>? Removed, string? Reason)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
