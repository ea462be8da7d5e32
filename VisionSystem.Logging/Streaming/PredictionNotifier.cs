using System.Collections.Concurrent;
using System.Text;
using VisionSystem.ServiceDefaults.FanOut;

namespace VisionSystem.Logging.Streaming;

/// <summary>
/// Wakes those who follow a tenant's predictions when some were stored: by this process, or by another one that shares its
/// Redis.
/// </summary>
internal sealed class PredictionNotifier : IDisposable
{
    private const string Topic = "predictions";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();
    private readonly MessageFanOut _fanOut;
    private readonly TimeProvider _time;
    private readonly IDisposable _listening;

    public PredictionNotifier(MessageFanOut fanOut, TimeProvider time)
    {
        (_fanOut, _time) = (fanOut, time);
        _listening = fanOut.Listen(Topic, tenant => Wake(Encoding.UTF8.GetString(tenant.Span)));
    }

    /// <summary>Wakes the followers in this process at once; the delivery does not wait for the others.</summary>
    public void Raise(string tenant) => _ = _fanOut.PublishAsync(Topic, Encoding.UTF8.GetBytes(tenant)).AsTask();

    public void Dispose() => _listening.Dispose();

    private void Wake(string tenant)
    {
        if (_waiting.TryRemove(tenant, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>What completes with the next predictions. Taken before looking, so that none slips through between.</summary>
    public Task Next(string tenant) =>
        _waiting.GetOrAdd(tenant, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Waits for predictions, or for so long: another process may have stored some, of which this one heard nothing.</summary>
    public async Task WaitAsync(Task next, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(atMost, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look.
        }
    }
}
