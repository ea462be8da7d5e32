using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Audit;

/// <summary>
/// Audit events that wait for their store, in memory and bounded. They are stored in batches, in order, and repeated until the
/// store responds. <see cref="Add"/> never waits. Thread-safe.
/// </summary>
public sealed class PendingEvents(IAuditTarget target, AuditOptions options, TimeProvider time, ILogger<PendingEvents> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>The time for the last batch during shutdown.</summary>
    private static readonly TimeSpan LastAttempt = TimeSpan.FromSeconds(3);

    private readonly Channel<AuditEvent> _events = Channel.CreateBounded<AuditEvent>(new BoundedChannelOptions(options.QueueSize) { SingleReader = true });
    private readonly List<AuditEvent> _batch = [];
    private long _dropped;
    private bool _isFailing;

    /// <summary>Queues an event, or counts it as dropped.</summary>
    /// <param name="audited">The event.</param>
    public void Add(AuditEvent audited)
    {
        if (!_events.Writer.TryWrite(audited))
        {
            Drop(1);
        }
    }

    /// <summary>Stores what waits, then stops.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LastAttempt);
        while (FillBatch() && await TryStoreAsync(limit.Token))
        {
        }

        Drop(_batch.Count + _events.Reader.Count);
        ReportDropped();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_batch.Count > 0 || await _events.Reader.WaitToReadAsync(stoppingToken))
        {
            FillBatch();
            if (!await TryStoreAsync(stoppingToken))
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }

            ReportDropped();
        }
    }

    private bool FillBatch()
    {
        while (_batch.Count < AuditBatch.MaxEvents && _events.Reader.TryRead(out var next))
        {
            _batch.Add(next);
        }

        return _batch.Count > 0;
    }

    private async Task<bool> TryStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await target.StoreAsync(_batch, cancellationToken);
            _batch.Clear();
            _isFailing = false;
            return true;
        }
        catch (Exception exception)
        {
            if (!_isFailing && !cancellationToken.IsCancellationRequested)
            {
                _isFailing = true;
                Log.StoreFailed(logger, exception.Message);
            }

            return false;
        }
    }

    private void Drop(int count)
    {
        Interlocked.Add(ref _dropped, count);
        DefaultsTelemetry.AuditDropped.Add(count);
    }

    private void ReportDropped()
    {
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var count)
        {
            Log.EventsDropped(logger, count);
        }
    }
}
