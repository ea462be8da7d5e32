using System.Diagnostics;
using System.Net.Sockets;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// Ships the spool to logging-service, oldest first, and forgets only what was taken. A failed delivery is tried again
/// with growing pauses; a batch that is refused for good is sent one by one, so that one bad record holds up no other.
/// </summary>
internal sealed class SpoolSender(PredictionSpool spool, LoggingClient logging, RecordingOptions options, TimeProvider time, ILogger<SpoolSender> logger)
    : BackgroundService
{
    private const long BatchBytes = 16 << 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private TimeSpan _pause = TimeSpan.Zero;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await spool.WaitForArrivalAsync(stoppingToken);
            while (!await TrySendAllAsync(stoppingToken))
            {
                await Task.Delay(_pause, time, stoppingToken);
            }
        }
    }

    /// <summary>Sends until nothing waits; false when something went wrong and a pause is due.</summary>
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
            // Whatever it was: a sender that ends leaves every later prediction waiting.
            PauseLonger();
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
            Resume();
            if (verdict.Taken)
            {
                RecordingTelemetry.PredictionsDelivered(batch.Count);
                await RemoveAsync(batch, null, cancellationToken);
                return true;
            }

            return batch.Count > 1 ? await SendOneByOneAsync(batch, cancellationToken) : await SetAsideAsync(batch[0], verdict.Reason!, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            spans.ForEach(span => span.SetStatus(ActivityStatusCode.Error, e.Message));
            PauseLonger();
            RecordingTelemetry.DeliveryFailed();
            Log.DeliveryFailed(logger, batch.Count, _pause, e.Message);
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

    private async Task<bool> SetAsideAsync(SpooledPrediction prediction, string reason, CancellationToken cancellationToken)
    {
        RecordingTelemetry.PredictionRefused();
        Log.Refused(logger, prediction.Id, reason);
        await RemoveAsync([prediction], reason, cancellationToken);
        return true;
    }

    /// <summary>Has the spool forget predictions. A full disk may not take that at once; delivering them again would not help it.</summary>
    private async Task RemoveAsync(IReadOnlyList<SpooledPrediction> predictions, string? refusedBecause, CancellationToken cancellationToken)
    {
        while (!await spool.RemoveAsync(predictions, refusedBecause))
        {
            await Task.Delay(LongestPause, time, cancellationToken);
        }
    }

    /// <summary>
    /// A span in each image's own trace. The last one started is current, so the call itself lies in that image's trace; an
    /// image that travels alone has its whole way in one.
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

    private void Resume()
    {
        if (_pause > TimeSpan.Zero)
        {
            Log.DeliveryResumed(logger);
            _pause = TimeSpan.Zero;
        }
    }

    private void PauseLonger() => _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
}
