using System.Diagnostics;
using System.Net.Sockets;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// Delivers the spool to logging-service, oldest first, and deletes only accepted predictions. Failed deliveries are retried with
/// increasing delays. The predictions of a permanently rejected batch are sent one by one, so that a bad one blocks no other.
/// </summary>
internal sealed class SpoolSender(PredictionSpool spool, LoggingClient logging, RecordingOptions options, TimeProvider time, ILogger<SpoolSender> logger)
    : BackgroundService
{
    private const long BatchBytes = 16 << 20;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private TimeSpan _delay = TimeSpan.Zero;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await spool.WaitForArrivalAsync(stoppingToken);
            while (!await TrySendAllAsync(stoppingToken))
            {
                await Task.Delay(_delay, time, stoppingToken);
            }
        }
    }

    /// <summary>Sends until the spool is empty; false after a failure, which requires a delay.</summary>
    private async Task<bool> TrySendAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (spool.Oldest(options.BatchSize, BatchBytes) is { Count: > 0 } batch)
            {
                if (!await TrySendAsync(batch, cancellationToken))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Any exception: if the sender stopped, later predictions would never be delivered.
            IncreaseDelay();
            Log.ReadFailed(logger, spool.Path, e);
            return false;
        }
    }

    private async Task<bool> TrySendAsync(IReadOnlyList<SpooledPrediction> batch, CancellationToken cancellationToken)
    {
        var spans = StartSpans(batch);
        try
        {
            var verdict = await logging.DeliverAsync(batch, cancellationToken);
            ResetDelay();
            if (verdict.Accepted)
            {
                RecordingTelemetry.PredictionsDelivered(batch.Count);
                await RemoveAsync(batch, null, cancellationToken);
                return true;
            }

            return batch.Count > 1 ? await SendOneByOneAsync(batch, cancellationToken) : await QuarantineAsync(batch[0], verdict.Reason!, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            spans.ForEach(span => span.SetStatus(ActivityStatusCode.Error, e.Message));
            IncreaseDelay();
            RecordingTelemetry.DeliveryFailed();
            Log.DeliveryFailed(logger, batch.Count, _delay, ServerVerifier.ReasonOf(e));
            return false;
        }
        finally
        {
            spans.ForEach(span => span.Dispose());
        }
    }

    private async Task<bool> SendOneByOneAsync(IReadOnlyList<SpooledPrediction> batch, CancellationToken cancellationToken)
    {
        foreach (var prediction in batch)
        {
            if (!await TrySendAsync([prediction], cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> QuarantineAsync(SpooledPrediction prediction, string reason, CancellationToken cancellationToken)
    {
        RecordingTelemetry.PredictionRefused();
        Log.PredictionQuarantined(logger, prediction.Id, reason);
        await RemoveAsync([prediction], reason, cancellationToken);
        return true;
    }

    /// <summary>Removes predictions from the spool. Retries while the disk is full, because delivering them again would not free space.</summary>
    private async Task RemoveAsync(IReadOnlyList<SpooledPrediction> predictions, string? rejection, CancellationToken cancellationToken)
    {
        while (!await spool.RemoveAsync(predictions, rejection))
        {
            await Task.Delay(MaxDelay, time, cancellationToken);
        }
    }

    /// <summary>
    /// Starts a span in each image's own trace. The last one is current, so the HTTP call belongs to the first image's trace; the trace
    /// of an image that is delivered alone is complete.
    /// </summary>
    private static List<Activity> StartSpans(IReadOnlyList<SpooledPrediction> batch)
    {
        var spans = new List<Activity>();
        foreach (var prediction in batch.Reverse())
        {
            _ = ActivityContext.TryParse(prediction.TraceParent, null, out var parent);
            if (InferenceTelemetry.Source.StartActivity("deliver", ActivityKind.Producer, parent) is { } span)
            {
                span.SetTag("prediction.id", prediction.Id);
                span.SetTag("batch.size", batch.Count);
                spans.Insert(0, span);
            }
        }

        return spans;
    }

    private void ResetDelay()
    {
        if (_delay > TimeSpan.Zero)
        {
            Log.DeliveryResumed(logger);
            _delay = TimeSpan.Zero;
        }
    }

    private void IncreaseDelay() => _delay = _delay == TimeSpan.Zero ? FirstDelay : TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, MaxDelay.Ticks));
}
